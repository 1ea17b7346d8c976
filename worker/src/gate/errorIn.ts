import { z } from "zod";
import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { vllmError } from "../vllm/vllmError.ts";
import { isGiven } from "./isGiven.ts";

const refusal = z.object({
  error: z.object({
    message: z.string().transform((text) => text.slice(0, 300)),
    code: z.union([z.string(), z.number()]).nullish(),
    param: z
      .string()
      .transform((text) => text.slice(0, 100))
      .nullish(),
    args: z
      .record(z.string(), z.union([z.string().transform((text) => text.slice(0, 200)), z.number(), z.boolean()]))
      .nullish(),
  }),
});

/**
 * The error that a body or an event of an engine holds: a code of the catalogue where it names one with its values, else
 * its words.
 */
export function errorIn(body: unknown): PosthumanError | undefined {
  const parsed = refusal.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, args, message, param } = parsed.data.error;
  const named = isGiven(param) ? { param } : {};
  const known = vllmError(message);
  if (known) return known;
  if (typeof code === "string" && args && Object.hasOwn(catalogue, code)) {
    return new PosthumanError(code as ErrorCode, { ...args, ...named });
  }
  return new PosthumanError("ENGINE_REFUSED", { reason: message.replace(/\.$/, ""), ...named });
}
