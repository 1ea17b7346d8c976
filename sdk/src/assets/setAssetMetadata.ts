import { hexlify, sha256, toUtf8Bytes } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { ERC721Template__factory } from "../generated/factories/ERC721Template__factory.ts";

const ACTIVE = 0;
const IN_THE_CLEAR = "0x00";

/** The part of any description that is needed to put it on chain. */
interface AnyDdo {
  readonly nftAddress: string;
  readonly services: readonly { readonly serviceEndpoint: string }[];
}

/**
 * Puts an asset's description on chain in the clear, where Ocean's indexers find it. Only who may update the data NFT's
 * metadata can: its owner, or for a model the custodian.
 *
 * @param ddo Its first service's endpoint is named as the one to ask.
 * @throws PosthumanError `CONTRACT_REFUSED`, `ADDRESS_INVALID`.
 *
 * @example
 * const { chainId } = client;
 * const ddo = describeAlgorithm({ ...details, chainId, dataNft, datatoken, created, endpoint });
 * await setAssetMetadata(client, ddo);
 */
export async function setAssetMetadata(client: Client, ddo: AnyDdo): Promise<Sent> {
  const nft = ERC721Template__factory.connect(
    checkedAddress(ddo.nftAddress, "data NFT"),
    client.signer ?? client.provider,
  );
  const data = hexlify(toUtf8Bytes(JSON.stringify(ddo)));
  // Ocean's own client hashes the hex text, not the bytes; its indexer compares with that.
  const hash = sha256(toUtf8Bytes(data));
  const { serviceEndpoint } = ddo.services[0]!;
  const metadata = [ACTIVE, serviceEndpoint, "", IN_THE_CLEAR, data, hash] as const;
  return sendTransaction(client, nft.setMetaData, [...metadata, []]);
}
