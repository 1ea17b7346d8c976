/**
 * JSON in which big integers are decimal strings: no JSON number holds an amount of wei exactly.
 *
 * @param indent Spaces of each level, for people; default: all on one line.
 *
 * @example
 * toJson({ fee: 10n ** 18n }); // '{"fee":"1000000000000000000"}'
 */
export function toJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, field: unknown) => jsonField(field), indent);
}

/** A value as `toJson` writes it: a big integer's digits, anything else unchanged. */
export function jsonField<T>(value: T): Exclude<T, bigint> | string {
  return typeof value === "bigint" ? value.toString() : (value as Exclude<T, bigint>);
}
