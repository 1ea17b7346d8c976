import { PosthumanError } from "../errors/PosthumanError.ts";

/** Hundredths of a per cent in a whole. */
const WHOLE = 10_000n;

/** What one agrees to instead of a quote. */
export interface Bounds {
  /** The quote less the slippage: for what one gets. */
  readonly least: bigint;
  /** The quote plus the slippage: for what one pays. */
  readonly most: bigint;
}

/**
 * How far an amount may move from its quote before a trade is called off.
 *
 * @param quote In any unit.
 * @param basisPoints Hundredths of a per cent; default 100, which is 1 %.
 * @throws PosthumanError `ARGUMENT_INVALID` if it is not a whole number from 0 to 5000.
 */
export function slippage(quote: bigint, basisPoints = 100): Bounds {
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > 5000) {
    const reason = "it is not a whole number of hundredths of a per cent from 0 to 5000";
    throw new PosthumanError("ARGUMENT_INVALID", { argument: "slippage", reason });
  }
  const part = BigInt(basisPoints);
  return { least: (quote * (WHOLE - part)) / WHOLE, most: (quote * (WHOLE + part)) / WHOLE };
}
