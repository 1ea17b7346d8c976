import { allow } from "../client/allow.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { getPool, poolAt } from "./getPool.ts";
import { slippage } from "./slippage.ts";

/** What is taken out. */
export interface ExitPoolParameters {
  readonly pool: string;
  /** In wei; default: all of the client's. */
  readonly shares?: bigint;
  /** Hundredths of a per cent that either token may fall behind its quote; default 100. */
  readonly slippage?: number;
  /** What was quoted before and agreed to; default: the quote now. */
  readonly quote?: { readonly datatokens: bigint; readonly baseTokens: bigint } | undefined;
}

/** What an exit took and gave. */
export interface Exited extends Sent {
  /** Got, in wei. */
  readonly datatokens: bigint;
  /** Got, in the base token's smallest unit. */
  readonly baseTokens: bigint;
  /** Given up, in wei. */
  readonly shares: bigint;
}

/**
 * Unstakes: takes the shares' part of both reserves out; the desk is approved for the shares. Of a whole pool, a
 * ten-thousandth of a share stays.
 *
 * @throws PosthumanError `POOL_UNKNOWN`, `POOL_NOTHING_TO_MOVE`, `EXIT_TOO_LITTLE`, `TOKEN_BALANCE_TOO_LOW`,
 * `ARGUMENT_INVALID`.
 *
 * @example
 * const { datatokens, baseTokens } = await exitPool(client, { pool });
 */
export async function exitPool(
  client: Client,
  { pool: address, slippage: basisPoints, ...parameters }: ExitPoolParameters,
): Promise<Exited> {
  const { poolDesk } = client.contracts;
  const { account } = signingAccount(client);
  const pool = await getPool(client, address);
  const all = () => poolAt(client, pool.address).balanceOf(account);
  const amount = parameters.shares ?? (await read(client, all));
  await allow(client, {
    token: pool.address,
    spender: client.addresses.posthuman.PoolDesk,
    amount,
  });
  const now = () => read(client, () => poolDesk.exit.staticCall(pool.address, amount, 0n, 0n));
  const quote = parameters.quote ?? (await now());
  const { least: leastDatatokens } = slippage(quote.datatokens, basisPoints);
  const { least: leastBaseTokens } = slippage(quote.baseTokens, basisPoints);
  const values = [pool.address, amount, leastDatatokens, leastBaseTokens] as const;
  const sent = await sendTransaction(client, poolDesk.exit, [...values]);
  const { args } = eventsIn(sent.receipt, poolDesk, poolDesk.filters.PoolExited)[0]!;
  return { ...sent, datatokens: args.datatokens, baseTokens: args.baseTokens, shares: args.shares };
}
