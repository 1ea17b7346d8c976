import type { Rpc } from "./Rpc.ts";

/** A block as far as the follower cares. */
export interface BlockHeader {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
}

/** The block of that height on the chain's present best branch; `undefined` if there is none yet. */
export async function readBlock(rpc: Rpc, number: number): Promise<BlockHeader | undefined> {
  const params = [`0x${number.toString(16)}`, false];
  const block = await rpc.call<{ hash: string; parentHash: string } | null>("eth_getBlockByNumber", params);
  return block ? { number, hash: block.hash, parentHash: block.parentHash } : undefined;
}
