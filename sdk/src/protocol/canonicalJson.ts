import canonicalize from "canonicalize";

/**
 * The one way to write a value as JSON (RFC 8785): keys sorted, no white space, numbers as JavaScript writes them.
 * Equal values have equal bytes, so their hash stands for them.
 *
 * @param value A JSON value. Fields that are `undefined` are left out.
 * @throws Error for what JSON cannot hold: NaN, Infinity, lone surrogates, cycles, `undefined` itself.
 *
 * @example
 * canonicalJson({ b: 1, a: "x" }); // '{"a":"x","b":1}'
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("undefined is no JSON value");
  return text;
}
