import canonicalize from "canonicalize";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * The one way to write a value as JSON (RFC 8785): keys sorted, no white space, numbers as JavaScript writes them.
 * Equal values have equal bytes, so their hash stands for them.
 *
 * @param value A JSON value. Fields that are `undefined` are left out.
 * @throws PosthumanError `ARGUMENT_INVALID` for what JSON cannot hold: NaN, Infinity, lone surrogates, cycles,
 * `undefined` itself.
 *
 * @example
 * canonicalJson({ b: 1, a: "x" }); // '{"a":"x","b":1}'
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  let reason = "it is undefined";
  try {
    text = canonicalize(value);
  } catch (cause) {
    reason = cause instanceof Error ? cause.message : String(cause);
  }
  if (text === undefined) throw new PosthumanError("ARGUMENT_INVALID", { argument: "value", reason });
  return text;
}
