import { formatUnits } from "ethers";

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
