import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import { didOf } from "../protocol/didOf.ts";

/**
 * Ocean's identifier of an asset, found by its datatoken.
 *
 * @throws PosthumanError `ADDRESS_INVALID`, `CONTRACT_REFUSED` if it is not a datatoken.
 *
 * @example
 * await didOfAsset(client, datatoken); // "did:op:5cd1…"
 */
export async function didOfAsset(client: Client, datatoken: string): Promise<string> {
  const token = ERC20Template__factory.connect(checkedAddress(datatoken, "asset"), client.provider);
  const dataNft = await read(client, () => token.getERC721Address());
  return didOf({ dataNft, chainId: client.chainId });
}
