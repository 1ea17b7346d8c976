import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { getAddress } from "ethers";
import { z } from "zod";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { jobKinds } from "./job.ts";
import {
  bytes32Field,
  isTooDeep,
  keccakOfJson,
  problemsOf,
  sha256Field,
  sizeField,
  TOO_DEEP,
} from "./json.ts";

const file = z.object({ path: z.string().min(1).max(512), sha256: sha256Field, size: sizeField }).strict();

/** What a session's calls add up to. */
const session = z
  .object({
    calls: sizeField,
    promptTokens: sizeField,
    completionTokens: sizeField,
    /** Root of `callsTree`. */
    callsRoot: bytes32Field,
  })
  .strict();

/** Form of a receipt. */
export const receiptSchema = z
  .object({
    version: z.literal(1),
    job: bytes32Field,
    kind: z.enum(jobKinds),
    task: z.string(),
    manifestHash: bytes32Field,
    /** SHA-256 of the algorithm that ran in place of the worker's own. */
    algorithm: sha256Field.optional(),
    files: z.array(file),
    metrics: z.record(z.string(), z.unknown()),
    environment: z.record(z.string(), z.union([z.string(), z.number()])),
    weightsRoot: bytes32Field.optional(),
    traceRoot: bytes32Field.optional(),
    segments: z.number().int().nonnegative().optional(),
    session: session.optional(),
  })
  .strict();

/** The result of a job. Its canonical JSON's keccak256 is the `resultRoot` on chain. */
export type Receipt = z.infer<typeof receiptSchema>;

/**
 * Makes sure that a value has the form of a receipt.
 *
 * @throws PosthumanError `RECEIPT_INVALID`, which lists every field that is wrong.
 */
export function checkReceipt(value: unknown): Receipt {
  if (isTooDeep(value)) throw new PosthumanError("RECEIPT_INVALID", { problems: TOO_DEEP });
  const checked = receiptSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw new PosthumanError("RECEIPT_INVALID", { problems: problemsOf(checked.error) });
}

/** One file of a model's weights. */
export interface WeightsFile {
  /** Relative, with slashes. */
  readonly path: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
  readonly size: number;
}

/** Weights, and for whom they are committed to. */
export interface WeightsRootParameters {
  readonly chainId: bigint;
  /** The ModelRegistry. */
  readonly registry: string;
  /** The account that keeps the weights. */
  readonly custodian: string;
  readonly files: readonly WeightsFile[];
}

/**
 * Commitment to a model's weights. Chain, registry and custodian are hashed in, so that one seen elsewhere is worth
 * nothing here. The order of the files does not matter.
 *
 * @returns 32 bytes in hex: keccak256 of the canonical JSON `{chainId, registry, custodian, files}`.
 *
 * @example
 * weightsRootOf({ chainId: 31337n, registry, custodian, files: [{ path: "config.json", sha256, size: 512 }] });
 */
export function weightsRootOf({ chainId, registry, custodian, files }: WeightsRootParameters): string {
  const sorted = files
    .map(({ path, sha256, size }) => ({ path, sha256, size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return keccakOfJson({
    chainId: Number(chainId),
    registry: getAddress(registry),
    custodian: getAddress(custodian),
    files: sorted,
  });
}

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
