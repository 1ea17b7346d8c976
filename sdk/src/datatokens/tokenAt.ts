import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import type { ERC20Permit } from "../generated/ERC20Permit.ts";
import { ERC20Permit__factory } from "../generated/factories/ERC20Permit__factory.ts";

/**
 * A token's contract, with the client's signer if it has one. Not every token knows the permits of ERC-2612.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 */
export function tokenAt({ signer, provider }: Client, address: string): ERC20Permit {
  return ERC20Permit__factory.connect(checkedAddress(address, "token"), signer ?? provider);
}
