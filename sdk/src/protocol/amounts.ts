import { formatUnits, parseUnits } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** One whole datatoken, or OCEAN, in its smallest unit: what a job or an order costs of an asset's datatoken. */
export const WHOLE_TOKEN = 10n ** 18n;

/**
 * Reads an amount of tokens that a person wrote.
 *
 * @param text Digits with at most one point, such as `12` or `0.5`; no sign, no exponent.
 * @param decimals The token's; 18 for every datatoken and OCEAN.
 * @returns The amount in the token's smallest unit.
 * @throws PosthumanError `AMOUNT_INVALID`.
 *
 * @example
 * parseAmount("0.5"); // 500000000000000000n
 */
export function parseAmount(text: string, decimals = 18): bigint {
  if (!/^\d+(\.\d+)?$/.test(text) || (text.split(".")[1] ?? "").length > decimals) {
    throw new PosthumanError("AMOUNT_INVALID", { text, decimals });
  }
  return parseUnits(text, decimals);
}

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
 * An amount to four significant digits, rounded up, for what need not be exact; without an exponent.
 *
 * @param amount In the token's smallest unit.
 *
 * @example
 * shortAmount(123_456_789n, 6); // "123.5"
 */
export function shortAmount(amount: bigint, decimals = 18): string {
  const drop = Math.max(0, amount.toString().length - 4);
  const unit = 10n ** BigInt(drop);
  return formatUnits(((amount + unit - 1n) / unit) * unit, decimals).replace(/\.0$/, "");
}
