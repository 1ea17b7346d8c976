import canonicalize from "canonicalize";
import { getAddress, isAddress, keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
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

/**
 * keccak256 of a value's canonical JSON: how manifests, receipts and weights are named on chain.
 *
 * @returns 32 bytes in hex.
 *
 * @example
 * keccakOfJson({ a: 1 }) === keccakOfJson(JSON.parse('{ "a": 1.0 }')); // true
 */
export function keccakOfJson(value: unknown): string {
  return keccak256(toUtf8Bytes(canonicalJson(value)));
}

/**
 * Levels of nested lists and objects in JSON of strangers: enough for anybody, and few enough that no parser, checker
 * or printer runs out of stack.
 */
const MOST_LEVELS = 128;

/**
 * Whether a JSON value is nested too deep to be taken from a stranger: 128 levels of lists and objects are enough.
 *
 * @example
 * isTooDeep([[1]]); // false
 */
export function isTooDeep(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isTooDeep(part, levels - 1));
}

/** Why a value that `isTooDeep` is refused. */
export const TOO_DEEP = `the whole: must not be nested deeper than ${MOST_LEVELS} levels`;

/** A SHA-256 as 64 lower-case hex digits. */
export const sha256Field = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hex digits");

/** 32 bytes in lower-case hex after 0x. */
export const bytes32Field = z.string().regex(/^0x[0-9a-f]{64}$/, "must be 32 bytes in lower-case hex");

/** An address with its checksum. */
export const addressField = z
  .string()
  .refine((value) => isAddress(value) && getAddress(value) === value, "must be an address with its checksum");

/** A number of bytes. */
export const sizeField = z.number().int().nonnegative().safe();

/** Each problem that a schema found, as `field: what is wrong`. */
export function problemsOf({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.join(".") || "the whole"}: ${message}`).join("; ");
}
