import { formatUnits } from "ethers";

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
