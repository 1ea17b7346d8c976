import { allow } from "../client/allow.ts";
import { read, type Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { getPool } from "./getPool.ts";
import { slippage } from "./slippage.ts";

/** What is added. */
export interface JoinPoolParameters {
  readonly pool: string;
  /** In the base token's smallest unit, at most half of the pool's reserve; datatokens follow at the pool's ratio. */
  readonly baseTokens: bigint;
  /** Hundredths of a per cent that datatokens and shares may differ from their quote; default 100. */
  readonly slippage?: number;
  /** What was quoted before and agreed to; default: the quote now. */
  readonly quote?: { readonly datatokens: bigint; readonly shares: bigint } | undefined;
}

/** What a join took and gave. */
export interface Joined extends Sent {
  /** Added, in wei. */
  readonly datatokens: bigint;
  /** Added, in the base token's smallest unit. */
  readonly baseTokens: bigint;
  /** Got, in wei. */
  readonly shares: bigint;
}

/**
 * Stakes: adds liquidity on both sides, at the pool's ratio, for a part of the pool and of the fees that it earns.
 *
 * @throws PosthumanError `POOL_UNKNOWN`, `POOL_TOO_SMALL`, `POOL_AMOUNT_TOO_SMALL`, `JOIN_TOO_DEAR`,
 * `JOIN_TOO_FEW_SHARES`, `TOKEN_BALANCE_TOO_LOW`, `ARGUMENT_INVALID`.
 *
 * @example
 * const { shares } = await joinPool(client, { pool, baseTokens: parseAmount("40") });
 */
export async function joinPool(
  client: Client,
  { pool: address, baseTokens, slippage: basisPoints, quote: agreed }: JoinPoolParameters,
): Promise<Joined> {
  const { poolDesk } = client.contracts;
  const pool = await getPool(client, address);
  const quote = agreed ?? (await read(client, () => poolDesk.quoteJoin(pool.address, baseTokens)));
  const { most } = slippage(quote.datatokens, basisPoints);
  const { least } = slippage(quote.shares, basisPoints);
  const spender = client.addresses.posthuman.PoolDesk;
  await allow(client, { token: pool.datatoken, spender, amount: most });
  await allow(client, { token: pool.baseToken, spender, amount: baseTokens });
  const sent = await sendTransaction(client, poolDesk.join, [pool.address, baseTokens, most, least]);
  const { datatokens, shares } = eventsIn(sent.receipt, poolDesk, poolDesk.filters.PoolJoined)[0]!.args;
  return { ...sent, datatokens, baseTokens, shares };
}
