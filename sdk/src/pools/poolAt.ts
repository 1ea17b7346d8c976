import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import type { BPool } from "../generated/BPool.ts";
import { BPool__factory } from "../generated/factories/BPool__factory.ts";

/**
 * A pool's contract, with the client's signer if it has one. It is also the token of the pool's shares.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function poolAt({ signer, provider }: Client, address: string): BPool {
  return BPool__factory.connect(checkedAddress(address, "pool"), signer ?? provider);
}
