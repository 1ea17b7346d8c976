import { StandardMerkleTree } from "@openzeppelin/merkle-tree";

/** One call of a session, as the receipt's file `calls.jsonl` lists it, one a line. */
export interface SessionCall {
  /** Its number in the session; numbers rise, and some may be missing. */
  readonly n: number;
  /** The answer's id, which ends with the number. */
  readonly id: string;
  /** From `requestHashOf`. */
  readonly requestHash: string;
  /** From `responseHashOf`. */
  readonly responseHash: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A session's calls: number, hashes, and tokens used. */
export type CallsTree = StandardMerkleTree<
  [n: number, requestHash: string, responseHash: string, tokens: number]
>;

/**
 * The Merkle tree over a session's calls, as OpenZeppelin's `MerkleProof` verifies it.
 *
 * @param calls The lines of `calls.jsonl`, parsed; at least one.
 * @returns The tree; its `root` is the receipt's `callsRoot`.
 *
 * @example
 * const tree = callsTree(calls);
 * tree.root === receipt.session?.callsRoot;
 * tree.getProof(0); // that the first call belongs to it
 */
export function callsTree(calls: readonly SessionCall[]): CallsTree {
  const leaves = calls.map(
    ({ n, requestHash, responseHash, promptTokens, completionTokens }): [number, string, string, number] => [
      ...([n, requestHash, responseHash] as const),
      promptTokens + completionTokens,
    ],
  );
  return StandardMerkleTree.of(leaves, ["uint256", "bytes32", "bytes32", "uint256"]);
}
