import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Pool } from "./Pool.ts";
import { poolAt } from "./poolAt.ts";

/**
 * A pool of the market's desk as it stands.
 *
 * @throws PosthumanError `POOL_UNKNOWN`, `ADDRESS_INVALID`.
 *
 * @example
 * const { price, baseTokens } = await getPool(client, address);
 */
export async function getPool(client: Client, address: string): Promise<Pool> {
  const checked = checkedAddress(address, "pool");
  return read(client, async () => {
    if (!(await client.contracts.poolDesk.isPool(checked))) {
      throw new PosthumanError("POOL_UNKNOWN", { pool: checked });
    }
    const pool = poolAt(client, checked);
    const [datatoken, baseToken] = await Promise.all([
      pool.getDatatokenAddress(),
      pool.getBaseTokenAddress(),
    ]);
    const [datatokens, baseTokens, shares, swapFee, price] = await Promise.all([
      pool.getBalance(datatoken),
      pool.getBalance(baseToken),
      pool.totalSupply(),
      pool.getSwapFee(),
      pool.getSpotPrice(baseToken, datatoken, 0n),
    ]);
    return { address: checked, datatoken, baseToken, datatokens, baseTokens, shares, swapFee, price };
  });
}
