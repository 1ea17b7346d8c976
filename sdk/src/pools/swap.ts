import { MaxUint256, ZeroAddress } from "ethers";
import { allow } from "../client/allow.ts";
import { read, type Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { poolAt } from "./getPool.ts";
import { quoteSwap, type QuoteSwapParameters } from "./quoteSwap.ts";
import { slippage } from "./slippage.ts";

/** Which swap, and how far its price may move. */
export interface SwapParameters extends QuoteSwapParameters {
  /** Hundredths of a per cent that the price may be worse than the quote; default 100. */
  readonly slippage?: number;
  /** The most to pay, or the least to get, in the base token's smallest unit, instead of a quote with slippage. */
  readonly limit?: bigint;
}

/**
 * Buys datatokens from a pool or sells them to it; the pool is approved for what it takes. Works on every BPool of
 * Ocean's, not only on the desk's.
 *
 * @returns The transaction, and what was paid or got, in the base token's smallest unit.
 * @throws PosthumanError `PRICE_MOVED`, `POOL_TOO_SMALL`, `POOL_AMOUNT_TOO_SMALL`, `TOKEN_BALANCE_TOO_LOW`,
 * `ARGUMENT_INVALID`.
 *
 * @example
 * const { baseTokens } = await swap(client, { pool, side: "sell", amount: parseAmount("2"), slippage: 50 });
 */
export async function swap(
  client: Client,
  { pool: address, side, amount, slippage: basisPoints, limit }: SwapParameters,
): Promise<Sent & { baseTokens: bigint }> {
  const pool = poolAt(client, address);
  const bounds = slippage(limit ?? (await quoteSwap(client, { pool: address, side, amount })), basisPoints);
  const [datatoken, base] = await read(client, () =>
    Promise.all([pool.getDatatokenAddress(), pool.getBaseTokenAddress()]),
  );
  const most = limit ?? bounds.most;
  const [token, spent] = side === "buy" ? [base, most] : [datatoken, amount];
  await allow(client, { token, spender: address, amount: spent });
  const sent =
    side === "buy"
      ? await sendTransaction(client, pool.swapExactAmountOut, [
          [base, datatoken, ZeroAddress],
          [most, amount, MaxUint256, 0n],
        ])
      : await sendTransaction(client, pool.swapExactAmountIn, [
          [datatoken, base, ZeroAddress],
          [amount, limit ?? bounds.least, MaxUint256, 0n],
        ]);
  const { args } = eventsIn(sent.receipt, pool, pool.filters.LOG_SWAP)[0]!;
  return { ...sent, baseTokens: side === "buy" ? args.tokenAmountIn : args.tokenAmountOut };
}
