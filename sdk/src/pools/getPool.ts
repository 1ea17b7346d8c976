import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { BPool } from "../generated/BPool.ts";
import { BPool__factory } from "../generated/factories/BPool__factory.ts";

/** A Balancer pool of the market's desk in its current state. */
export interface Pool {
  readonly address: string;
  /** What is sold. */
  readonly datatoken: string;
  /** What is paid with. */
  readonly baseToken: string;
  /** Reserve, in wei. */
  readonly datatokens: bigint;
  /** Reserve, in the base token's smallest unit. */
  readonly baseTokens: bigint;
  /** All shares there are, in wei: a share is a part of both reserves. */
  readonly shares: bigint;
  /** What the liquidity providers earn, in 1e-18 of what is paid in. */
  readonly swapFee: bigint;
  /** For one whole datatoken (1e18), fee included, for an amount that moves nothing; in base tokens' smallest unit. */
  readonly price: bigint;
}

/**
 * A pool of the market's desk in its current state.
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

/**
 * A pool's contract, with the client's signer if it has one. It is also the token of the pool's shares.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function poolAt({ signer, provider }: Client, address: string): BPool {
  return BPool__factory.connect(checkedAddress(address, "pool"), signer ?? provider);
}
