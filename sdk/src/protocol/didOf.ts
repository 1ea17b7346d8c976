import { getAddress, sha256, toUtf8Bytes } from "ethers";

/**
 * Ocean's identifier of an asset: `did:op:` and the SHA-256 of its data NFT's address (with checksum) and chain id.
 *
 * @example
 * didOf({ dataNft, chainId: client.chainId }); // "did:op:5cd1…"
 */
export function didOf({ dataNft, chainId }: { dataNft: string; chainId: bigint }): string {
  return `did:op:${sha256(toUtf8Bytes(getAddress(dataNft) + chainId)).slice(2)}`;
}
