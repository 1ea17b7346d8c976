import { hexlify, sha256, toUtf8Bytes } from "ethers";
import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { ERC721Template__factory } from "../generated/factories/ERC721Template__factory.ts";
import type { Ddo } from "./describeModel.ts";

const ACTIVE = 0;
const IN_THE_CLEAR = "0x00";

/**
 * Puts a model's description on chain, where Ocean's indexers find it. Only the family's custodian can.
 *
 * @param ddo From `describeModel`; its service's endpoint is named as the one to ask.
 * @throws PosthumanError `CONTRACT_REFUSED` if the client's account is not the custodian.
 *
 * @example
 * await setModelMetadata(custodianClient, ddo);
 */
export async function setModelMetadata(client: Client, ddo: Ddo): Promise<Sent> {
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
