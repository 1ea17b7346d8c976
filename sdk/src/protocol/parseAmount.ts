import { parseUnits } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";

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
