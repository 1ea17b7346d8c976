import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { keccakOfJson } from "./keccakOfJson.ts";

/** A trace: index and leaf of each checkpoint. Dump it to keep it, prove from it in a challenge. */
export type TraceTree = StandardMerkleTree<[index: number, leaf: string]>;

/**
 * The Merkle tree over a training's checkpoints, as OpenZeppelin's `MerkleProof` verifies it.
 *
 * @param lines The lines of `trace.jsonl`, parsed, from line 0 (the parent's final state) on; at least one.
 * @returns The tree; its `root` is the `traceRoot` on chain, one less than its leaves the number of segments.
 *
 * @example
 * const tree = traceTree(lines);
 * tree.root; // the traceRoot
 * tree.getProof(1); // that the second checkpoint belongs to it
 */
export function traceTree(lines: readonly unknown[]): TraceTree {
  const leaves = lines.map((line, index): [number, string] => [index, keccakOfJson(line)]);
  return StandardMerkleTree.of(leaves, ["uint256", "bytes32"]);
}
