import { signingAccount, type Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { getToken } from "../datatokens/getToken.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { exitPool, type Exited } from "../pools/exitPool.ts";
import { listPools } from "../pools/listPools.ts";
import { rehearse } from "../rehearsal/rehearse.ts";
import type { Plan } from "./Plan.ts";

/** What to take out of a pool. */
export interface WantedUnstake {
  /** A model's, or another Ocean asset's. */
  readonly datatoken: string;
  /** The pool's other token; default OCEAN. */
  readonly baseToken?: string;
  /** How much of the account's part, from 1 to 100; default all. */
  readonly percent?: number;
  /** Hundredths of a per cent that either token may fall behind its quote; default 100. */
  readonly slippage?: number;
}

/** What somebody who takes a stake out decides by. */
export interface UnstakeTerms {
  readonly pool: string;
  /** What is given up, in wei. */
  readonly shares: bigint;
  /** What the account has of them. */
  readonly held: bigint;
  /** What comes out now, in each token's smallest unit; unknown where the node cannot rehearse all of it. */
  readonly quote: { readonly datatokens: bigint; readonly baseTokens: bigint } | undefined;
}

/**
 * Plans to take a part of the account's stake out of a datatoken's pool.
 *
 * @throws PosthumanError `POOL_MISSING`, `ARGUMENT_INVALID`, `POOL_NOTHING_TO_MOVE`.
 *
 * @example
 * const { terms } = await planUnstake(client, { datatoken: model, percent: 50 });
 */
export async function planUnstake(
  client: Client,
  wanted: WantedUnstake,
): Promise<Plan<UnstakeTerms, Exited>> {
  const { datatoken, percent = 100, slippage } = wanted;
  const baseToken = wanted.baseToken ?? client.addresses.ocean.Token;
  if (!Number.isInteger(percent) || percent < 1 || percent > 100) {
    const reason = "it is not a whole number from 1 to 100";
    throw new PosthumanError("ARGUMENT_INVALID", { argument: "percent", reason });
  }
  const [found] = await listPools(client, { datatoken, baseToken });
  if (found === undefined)
    throw new PosthumanError("POOL_MISSING", { token: (await getToken(client, datatoken)).symbol });
  const { address: pool } = found;
  const { account } = signingAccount(client);
  const held = await balanceOf(client, { token: pool, account });
  const shares = percent === 100 ? held : (held * BigInt(percent)) / 100n;
  const exit = { pool, shares, ...(slippage === undefined ? {} : { slippage }) };
  const { result } = await rehearse(client, (stage) => exitPool(stage, exit));
  const quote = result && { datatokens: result.datatokens, baseTokens: result.baseTokens };
  return {
    terms: { pool, shares, held, quote },
    act: (sender) => exitPool(sender, { ...exit, quote }),
  };
}
