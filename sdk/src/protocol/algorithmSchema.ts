import { z } from "zod";
import { addressField, sha256Field } from "./fields.ts";

/** One line of printable ASCII: it becomes a command line, and people read it in terminals. */
const line = z
  .string()
  .max(256)
  .regex(/^[\x20-\x7e]+$/, "must be one line of plain characters");

/** Names of Docker's: `name:tag`, or `name:tag@sha256:…` for exactly those bytes. */
const image = line.regex(
  /^[\w./-]+(:\d+\/[\w./-]+)?:[\w.-]+(@sha256:[0-9a-f]{64})?$/,
  "must be name:tag, or name:tag@sha256:… with 64 hex digits",
);

/** Form of a manifest's `algorithm`. */
export const algorithmSchema = z
  .object({
    sha256: sha256Field,
    entrypoint: line,
    image: image.optional(),
    asset: addressField.optional(),
  })
  .strict();
