import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { getPool, type Pool } from "./getPool.ts";

/** Which pools; all without a filter. */
export interface ListPoolsParameters {
  /** Only those that sell this token. */
  readonly datatoken?: string;
  /** Only those that are paid in this token. */
  readonly baseToken?: string;
}

/**
 * Pools of the market's desk, the largest first, measured in base tokens as plain numbers.
 *
 * @example
 * const [largest] = await listPools(client, { datatoken: model });
 */
export async function listPools(
  client: Client,
  { datatoken, baseToken }: ListPoolsParameters = {},
): Promise<Pool[]> {
  const { poolDesk } = client.contracts;
  const filter = poolDesk.filters.PoolCreated(undefined, datatoken, baseToken);
  const created = await queryEvents(client, poolDesk, filter);
  const pools = await Promise.all(created.map(({ args }) => getPool(client, args.pool)));
  return pools.sort((a, b) => (a.baseTokens > b.baseTokens ? -1 : 1));
}
