import { Contract, hexlify, sha256, toUtf8Bytes, type BaseContract } from "ethers";
import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import type { TypedContractMethod } from "../generated/common.ts";
import type { Ddo } from "./describeModel.ts";

interface DataNft extends BaseContract {
  readonly setMetaData: TypedContractMethod<
    [
      state: number,
      decryptorUrl: string,
      decryptorAddress: string,
      flags: string,
      data: string,
      hash: string,
      proofs: [],
    ],
    [void],
    "nonpayable"
  >;
}

const abi = [
  "function setMetaData(uint8 state, string decryptorUrl, string decryptorAddress, bytes flags, bytes data, bytes32 hash, tuple(address validatorAddress, uint8 v, bytes32 r, bytes32 s)[] proofs)",
];

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
export function setModelMetadata(client: Client, ddo: Ddo): Promise<Sent> {
  const address = checkedAddress(ddo.nftAddress, "data NFT");
  const nft = new Contract(address, abi, client.signer ?? client.provider) as unknown as DataNft;
  const data = hexlify(toUtf8Bytes(JSON.stringify(ddo)));
  // Ocean's own client hashes the hex text, not the bytes; its indexer compares with that.
  const hash = sha256(toUtf8Bytes(data));
  const { serviceEndpoint } = ddo.services[0]!;
  return sendTransaction(client, nft.setMetaData, [
    ...([ACTIVE, serviceEndpoint, "", IN_THE_CLEAR, data, hash] as const),
    [],
  ]);
}
