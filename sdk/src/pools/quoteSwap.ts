import { read, type Client } from "../client/Client.ts";
import { poolAt } from "./getPool.ts";

/** Which swap. */
export interface QuoteSwapParameters {
  readonly pool: string;
  /** Whether datatokens are bought from the pool or sold to it. */
  readonly side: "buy" | "sell";
  /** Datatokens, in wei. */
  readonly amount: bigint;
}

/**
 * What a swap costs or brings now, all fees included.
 *
 * @returns In the base token's smallest unit.
 * @throws PosthumanError `POOL_TOO_SMALL`, `POOL_AMOUNT_TOO_SMALL`, `CONTRACT_REFUSED` if there is no pool.
 *
 * @example
 * const cost = await quoteSwap(client, { pool, side: "buy", amount: parseAmount("2") });
 */
export async function quoteSwap(
  client: Client,
  { pool: address, side, amount }: QuoteSwapParameters,
): Promise<bigint> {
  const pool = poolAt(client, address);
  return read(client, async () => {
    const [datatoken, base] = await Promise.all([pool.getDatatokenAddress(), pool.getBaseTokenAddress()]);
    return side === "buy"
      ? (await pool.getAmountInExactOut(base, datatoken, amount, 0n)).tokenAmountIn
      : (await pool.getAmountOutExactIn(datatoken, base, amount, 0n)).tokenAmountOut;
  });
}
