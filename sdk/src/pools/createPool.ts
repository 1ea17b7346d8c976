import { allow } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** The first reserves; their ratio is the first price. */
export interface CreatePoolParameters {
  /** A model's, or another Ocean asset's. */
  readonly datatoken: string;
  /** In wei, at least 1000000. */
  readonly datatokens: bigint;
  /** From the market's list of fee tokens; default OCEAN. */
  readonly baseToken?: string;
  /** In the base token's smallest unit, at least 1000000. */
  readonly baseTokens: bigint;
  /** What liquidity providers earn, in 1e-18: from 1e14 (0.01 %) to 1e17 (10 %); default 3e15 (0.3 %). */
  readonly swapFee?: bigint;
}

/**
 * Opens a Balancer pool for datatokens and puts the first liquidity in; the desk is approved for both tokens.
 *
 * @returns The transaction, and the pool's address. Its 100 shares are the client's.
 * @throws PosthumanError `DATATOKEN_UNKNOWN`, `FEE_TOKEN_NOT_LISTED`, `POOL_TERMS_INVALID`, `TOKEN_BALANCE_TOO_LOW`.
 *
 * @example
 * const { pool } = await createPool(client, {
 *   datatoken: model,
 *   datatokens: parseAmount("100"),
 *   baseTokens: parseAmount("200"),
 * });
 */
export async function createPool(
  client: Client,
  parameters: CreatePoolParameters,
): Promise<Sent & { pool: string }> {
  const { datatoken, datatokens, baseTokens, swapFee = 3n * 10n ** 15n } = parameters;
  const { baseToken = client.addresses.ocean.Token } = parameters;
  const { poolDesk } = client.contracts;
  const spender = client.addresses.posthuman.PoolDesk;
  await allow(client, { token: datatoken, spender, amount: datatokens });
  await allow(client, { token: baseToken, spender, amount: baseTokens });
  const values = [datatoken, datatokens, baseToken, baseTokens, swapFee] as const;
  const sent = await sendTransaction(client, poolDesk.create, [...values]);
  return { ...sent, pool: eventsIn(sent.receipt, poolDesk, poolDesk.filters.PoolCreated)[0]!.args.pool };
}
