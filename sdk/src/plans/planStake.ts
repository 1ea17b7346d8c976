import { read, type Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { getToken } from "../datatokens/getToken.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { createPool } from "../pools/createPool.ts";
import { joinPool } from "../pools/joinPool.ts";
import { listPools } from "../pools/listPools.ts";
import { WHOLE_TOKEN } from "../protocol/amounts.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What to put into a pool. */
export interface WantedStake {
  /** A model's, or another Ocean asset's. */
  readonly datatoken: string;
  /** In the base token's smallest unit; datatokens follow at the pool's price. */
  readonly baseTokens: bigint;
  /** Default: OCEAN. */
  readonly baseToken?: string;
  /** In wei, for a pool that has to be opened: their ratio is the first price. */
  readonly datatokens?: bigint | undefined;
  /** Of each trade in a pool that is opened, in 1e-18; default 3e15 (0.3 %). */
  readonly swapFee?: bigint;
  /** Hundredths of a per cent that datatokens and shares may differ from their quote; default 100. */
  readonly slippage?: number;
}

/** What somebody who stakes decides by. */
export type StakeTerms = { readonly datatokens: Amount; readonly baseTokens: Amount } & (
  | {
      /** The pool is opened. */
      readonly pool: undefined;
      /** Of one whole datatoken, in the base token's smallest unit. */
      readonly firstPrice: bigint;
    }
  | {
      readonly pool: string;
      /** What the stake gets of the pool, in wei. */
      readonly shares: bigint;
    }
);

/** What a stake put in, and the pool that holds it. */
export interface Staked extends Sent {
  readonly pool: string;
  readonly datatokens: bigint;
  readonly baseTokens: bigint;
  /** The account's new ones, in wei; all of a pool that was opened. */
  readonly shares: bigint | undefined;
}

/**
 * Plans a stake: liquidity for a datatoken's pool, for a part of it and of the fees that it earns. A pool is opened
 * where there is none.
 *
 * @throws PosthumanError `POOL_MISSING` if a pool would have to be opened without `datatokens`; `POOL_TOO_SMALL`.
 *
 * @example
 * const { terms } = await planStake(client, { datatoken: model, baseTokens: parseAmount("40") });
 */
export async function planStake(client: Client, wanted: WantedStake): Promise<Plan<StakeTerms, Staked>> {
  const { datatoken, baseTokens } = wanted;
  const baseToken = wanted.baseToken ?? client.addresses.ocean.Token;
  const [pool] = await listPools(client, { datatoken, baseToken });
  return pool === undefined
    ? planOpening(client, { ...wanted, baseToken })
    : planJoin(client, { datatoken, baseToken, baseTokens, pool: pool.address, slippage: wanted.slippage });
}

async function planOpening(
  client: Client,
  wanted: WantedStake & { readonly baseToken: string },
): Promise<Plan<StakeTerms, Staked>> {
  const { datatoken, datatokens, baseToken, baseTokens, swapFee } = wanted;
  if (datatokens === undefined)
    throw new PosthumanError("POOL_MISSING", { token: (await getToken(client, datatoken)).symbol });
  const opening = { datatoken, datatokens, baseToken, baseTokens };
  return {
    terms: {
      pool: undefined,
      datatokens: { token: datatoken, amount: datatokens },
      baseTokens: { token: baseToken, amount: baseTokens },
      firstPrice: datatokens === 0n ? 0n : (baseTokens * WHOLE_TOKEN) / datatokens,
    },
    async act(sender) {
      const opened = await createPool(sender, { ...opening, ...(swapFee === undefined ? {} : { swapFee }) });
      return { ...opened, datatokens, baseTokens, shares: undefined };
    },
  };
}

interface Join {
  readonly datatoken: string;
  readonly baseToken: string;
  readonly baseTokens: bigint;
  readonly pool: string;
  readonly slippage: number | undefined;
}

async function planJoin(client: Client, join: Join): Promise<Plan<StakeTerms, Staked>> {
  const { datatoken, baseToken, baseTokens, pool, slippage } = join;
  const quote = await read(client, () => client.contracts.poolDesk.quoteJoin(pool, baseTokens));
  return {
    terms: {
      pool,
      datatokens: { token: datatoken, amount: quote.datatokens },
      baseTokens: { token: baseToken, amount: baseTokens },
      shares: quote.shares,
    },
    async act(sender) {
      const agreed = { pool, baseTokens, quote };
      const joined = await joinPool(sender, { ...agreed, ...(slippage === undefined ? {} : { slippage }) });
      return { ...joined, pool };
    },
  };
}
