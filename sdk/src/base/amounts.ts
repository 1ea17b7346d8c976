import { formatUnits } from "ethers";

/** One whole datatoken, or OCEAN, in its smallest unit: what a job or an order costs of an asset's datatoken. */
export const WHOLE_TOKEN = 10n ** 18n;

/**
 * Writes an amount of tokens for a person, exactly and without trailing zeros.
 *
 * @param amount In the token's smallest unit.
 * @param decimals The token's; 18 for every datatoken and OCEAN.
 *
 * @example
 * formatAmount(500_000_000_000_000_000n); // "0.5"
 */
export function formatAmount(amount: bigint, decimals = 18): string {
  return formatUnits(amount, decimals).replace(/\.0$/, "");
}

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
