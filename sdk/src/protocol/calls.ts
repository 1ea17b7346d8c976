import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { concat, keccak256, toBeHex } from "ethers";
import { pause } from "../base/async.ts";

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
      n,
      requestHash,
      responseHash,
      promptTokens + completionTokens,
    ],
  );
  return StandardMerkleTree.of(leaves, ["uint256", "bytes32", "bytes32", "uint256"]);
}

/** Hashes between two breaths; some milliseconds. */
const SLICE = 100;

/**
 * The root of `callsTree`, made without keeping anything else waiting: that of a hundred thousand calls, as many as a
 * session may have, takes some seconds.
 *
 * @param calls As of `callsTree`; at least one.
 *
 * @example
 * (await callsRoot(calls)) === receipt.session?.callsRoot;
 */
export async function callsRoot(calls: readonly SessionCall[]): Promise<string> {
  let hashed = 0;
  const breathe = async () => {
    if (++hashed % SLICE === 0) await pause(0);
  };
  const leaves: string[] = [];
  for (const { n, requestHash, responseHash, promptTokens, completionTokens } of calls) {
    const tokens = toBeHex(promptTokens + completionTokens, 32);
    // Twice, so that no inner node can pass for a leaf.
    leaves.push(keccak256(keccak256(concat([toBeHex(n, 32), requestHash, responseHash, tokens]))));
    await breathe();
  }
  // A whole binary tree in one list: the children of i are at 2i + 1 and 2i + 2, the least leaf is the last.
  const inner = leaves.length - 1;
  const tree = [...Array<string>(inner).fill(""), ...leaves.sort().reverse()];
  for (let i = inner - 1; i >= 0; i--) {
    const pair = [tree[2 * i + 1]!, tree[2 * i + 2]!].sort();
    tree[i] = keccak256(concat(pair));
    await breathe();
  }
  return tree[0]!;
}
