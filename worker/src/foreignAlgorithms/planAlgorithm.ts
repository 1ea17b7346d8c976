import { PosthumanError, type Manifest } from "@posthuman/sdk";
import { getAddress } from "ethers";
import { grantsOf, mayUse } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { checkAlgorithm, type AlgorithmPolicy, type PlannedAlgorithm } from "./checkAlgorithm.ts";

/** Where algorithms of others are found. */
export interface AlgorithmSources {
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly algorithms: AlgorithmPolicy;
  /** Ocean's identifier of an asset, given by its datatoken. */
  didOf(asset: string): Promise<string>;
}

/**
 * Finds the algorithm that a manifest names in place of the worker's own, and makes sure that the job may run it.
 * @param asker Who asked for the job.
 * @param assets What the job pays besides the model.
 * @returns Nothing if the manifest names none.
 * @throws PosthumanError `ALGORITHM_MISSING`, `ALGORITHM_UNPAID`, and what `checkAlgorithm` throws.
 */
export async function planAlgorithm(
  { refs, store, algorithms, didOf }: AlgorithmSources,
  { algorithm }: Manifest,
  asker: string,
  assets: readonly string[],
): Promise<PlannedAlgorithm | undefined> {
  if (algorithm === undefined) return undefined;
  const { sha256, asset } = algorithm;
  const command = checkAlgorithm(algorithms, algorithm);
  const grants = await grantsOf(refs, sha256);
  if (grants.length === 0 || !(await store.has(sha256)))
    throw new PosthumanError("ALGORITHM_MISSING", { sha256 });
  if (!mayUse(grants, asker, asset, assets)) throw new PosthumanError("ALGORITHM_UNPAID", { sha256, asker });
  const did = (await didOfPaid(assets, didOf)(asset)) ?? shortId(sha256);
  return { sha256, did, ...command };
}

/** Ocean's identifier of an asset that the job pays; nothing for any other, and for none. */
export type DidOfPaid = (asset: string | undefined) => Promise<string | undefined>;

/**
 * Finds identifiers of the assets that a job pays. The chain knows those for assets of Ocean's; what else a manifest names
 * may be no contract at all.
 */
export function didOfPaid(assets: readonly string[], didOf: (asset: string) => Promise<string>): DidOfPaid {
  const paid = new Set(assets.map((asset) => getAddress(asset)));
  return async (asset) => (asset !== undefined && paid.has(getAddress(asset)) ? didOf(asset) : undefined);
}

/** Hex digits of a SHA-256 that name a private file's folder. */
const DIGITS = 16;

/** What a file that belongs to no asset is called in a job's folder. */
export function shortId(sha256: string): string {
  return sha256.slice(0, DIGITS);
}
