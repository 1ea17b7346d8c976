import { isUtf8 } from "node:buffer";
import { deflateRawSync } from "node:zlib";

/** Formats of output files, each with its own check. */
type OutputFormat = "json" | "text" | "png";

/** Which files of which format and size (bytes) a kind of job may put out. */
export interface OutputRule {
  readonly name: RegExp;
  readonly format: OutputFormat;
  readonly maxBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const json = (name: RegExp): OutputRule => ({ name, format: "json", maxBytes: MEBIBYTE });
const text = (name: RegExp): OutputRule => ({ name, format: "text", maxBytes: MEBIBYTE });
const png = (name: RegExp): OutputRule => ({ name, format: "png", maxBytes: 2 * MEBIBYTE });

/** Outputs by kind of job. All else is refused. */
export const outputRules: Readonly<Record<"train" | "infer" | "evaluate", readonly OutputRule[]>> = {
  train: [
    json(/^metrics\.json$/),
    json(/^report\.json$/),
    text(/^loss\.csv$/),
    png(/^[a-z][a-z0-9_-]{0,31}\.png$/),
  ],
  infer: [json(/^output\.json$/), text(/^output\.txt$/)],
  evaluate: [json(/^report\.json$/), text(/^table\.md$/), png(/^plot\.png$/)],
};

/** Why these bytes are not a JSON object, or nothing if they are. */
export function checkJson(bytes: Buffer): string | undefined {
  const trouble = checkText(bytes);
  if (trouble !== undefined) return trouble;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? undefined
      : "it is not a JSON object";
  } catch {
    return "it is not JSON";
  }
}

/** Bytes of the pieces whose density is measured, so that a dense part does not hide in a long plain text. */
const PIECE_BYTES = 8192;

/**
 * What deflate makes of the densest text that people write, with room: English comes to 0.5, a table of numbers to
 * 0.5; base64 of random bytes, and weights are nearly that, to 0.76.
 */
const MAX_DENSITY = 0.72;

/** Why these bytes are not plain text, or nothing if they are. Short pieces are not measured: they cannot hold much. */
export function checkText(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return "it is not text in UTF-8";
  for (const byte of bytes)
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return "it holds control characters";
  for (let start = 0; start + PIECE_BYTES / 2 <= bytes.length; start += PIECE_BYTES) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    if (deflateRawSync(piece).length / piece.length > MAX_DENSITY)
      return "it is too dense for text, as encoded data is";
  }
  return undefined;
}
