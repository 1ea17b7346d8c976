import {
  askerOf,
  parseManifest,
  PosthumanError,
  type ErrorCode,
  type JobKind,
  type Manifest,
  type Result,
  type Terms,
} from "@posthuman/sdk";
import { keccak256 } from "ethers";
import { readManifestBytes } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ChainJob, ChainModel, ChainView } from "./ChainJob.ts";

/** What somebody paid to have run, in one form, however it was paid for; its manifest is read and checked. */
export interface JobOrder {
  readonly id: string;
  readonly kind: JobKind;
  readonly manifest: Manifest;
  /** The manifest's keccak-256, which the payment names. */
  readonly manifestHash: string;
  /** Who asked for it: the account whose datasets it may read and whose session it opens. */
  readonly asker: string;
  /** Datatokens of the datasets and algorithms that are paid for besides the model. */
  readonly assets: readonly string[];
  /** Unix time in seconds by which its result must be submitted. */
  readonly deadline: number;
  readonly model: ChainModel;
  /** The model's ancestors, its parent first. */
  readonly ancestors: readonly ChainModel[];
}

/** What carrying out an order gave, before anybody asks a fee for it. */
export interface JobOutcome extends Omit<Result, "worker" | "fee"> {
  /** What it took, which decides the fee: time, or tokens of a session's budget. */
  readonly usage: { readonly seconds: number } | { readonly tokens: number; readonly budget: number };
}

/** How many seconds before its deadline an order's work ends at the latest, so that the result is submitted in time. */
export const SUBMIT_SECONDS = 60;

/** Where orders are read from. */
export interface OrderSources {
  readonly chain: Pick<ChainView, "lineage">;
  readonly refs: Refs;
  /** The Checkout's address: it pays for the requester who calls it. */
  readonly checkout: string;
}

/** The orders of jobs on chain, each read once. */
export interface Orders {
  /**
   * The job's order. A failure is not remembered, as the manifest may come later.
   * @throws PosthumanError one of `orderErrors`.
   */
  of(job: ChainJob): Promise<JobOrder>;
}

/** Codes of why an order cannot be read: what `readManifest` throws; `RPC_INCONSISTENT` if its model is unknown. */
export const orderErrors = [
  "MANIFEST_MISSING",
  "MANIFEST_UNREACHABLE",
  "MANIFEST_MISMATCH",
  "MANIFEST_INVALID",
  "MANIFEST_CONTRADICTS_TERMS",
  "TASK_UNKNOWN",
  "ALGORITHM_CANNOT_TRAIN",
  "RPC_INCONSISTENT",
] as const satisfies readonly ErrorCode[];

/** How many orders are remembered; those of open jobs are far fewer. */
const MOST_ORDERS = 1_000;

/** Reads orders, and remembers the latest. */
export function createOrders(sources: OrderSources): Orders {
  const known = new Map<string, Promise<JobOrder>>();
  return {
    of(job) {
      // After a reorg, another account may have paid for the same terms.
      const key = `${job.id} ${job.payer}`;
      const before = known.get(key);
      if (before) return before;
      const order = readOrder(sources, job);
      known.set(key, order);
      const [oldest] = known.keys();
      if (known.size > MOST_ORDERS && oldest !== undefined) known.delete(oldest);
      order.catch(() => known.delete(key));
      return order;
    },
  };
}

async function readOrder({ chain, refs, checkout }: OrderSources, job: ChainJob): Promise<JobOrder> {
  const { id, terms } = job;
  const [model, ...ancestors] = chain.lineage(terms.model);
  if (!model)
    throw new PosthumanError("RPC_INCONSISTENT", { block: 0, what: `there is no model ${terms.model}` });
  const manifest = await readManifest(refs, terms);
  return {
    id,
    kind: manifest.kind,
    manifest,
    manifestHash: terms.manifestHash,
    asker: askerOf(job, checkout),
    assets: terms.assets,
    deadline: Number(terms.deadline),
    model,
    ancestors,
  };
}

const DATA_URI = /^data:application\/json;base64,([A-Za-z0-9+/]*={0,2})$/;

/**
 * Gets the manifest of a job, from the worker's own store or out of the URI itself; nothing is fetched from elsewhere.
 * @throws PosthumanError `MANIFEST_MISSING`, `MANIFEST_UNREACHABLE`, `MANIFEST_MISMATCH`, `MANIFEST_INVALID`,
 * `MANIFEST_CONTRADICTS_TERMS`, `TASK_UNKNOWN`, `ALGORITHM_CANNOT_TRAIN`.
 */
export async function readManifest(refs: Refs, terms: Terms): Promise<Manifest> {
  const bytes = await fetchBytes(refs, terms);
  const actual = keccak256(bytes);
  if (actual !== terms.manifestHash) {
    throw new PosthumanError("MANIFEST_MISMATCH", { expected: terms.manifestHash, actual });
  }
  const manifest = parseManifest(bytes);
  for (const field of ["kind", "model"] as const) {
    if (manifest[field] === terms[field]) continue;
    throw new PosthumanError("MANIFEST_CONTRADICTS_TERMS", {
      field,
      manifest: manifest[field],
      terms: terms[field],
    });
  }
  return manifest;
}

async function fetchBytes(refs: Refs, { manifestHash, manifestURI }: Terms): Promise<Uint8Array> {
  if (manifestURI === "" || manifestURI === `posthuman:${manifestHash}`) {
    const bytes = await readManifestBytes(refs, manifestHash);
    if (!bytes) throw new PosthumanError("MANIFEST_MISSING", { hash: manifestHash });
    return bytes;
  }
  const data = DATA_URI.exec(manifestURI)?.[1];
  if (data === undefined)
    throw new PosthumanError("MANIFEST_UNREACHABLE", { uri: manifestURI.slice(0, 100) });
  return Buffer.from(data, "base64");
}
