import { PosthumanError, type Manifest } from "@posthuman/sdk";
import { grantsOf, mayUse } from "../refs/datasets.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { AlgorithmPolicy } from "./AlgorithmPolicy.ts";
import { checkAlgorithm } from "./checkAlgorithm.ts";
import { didOfPaid } from "./didOfPaid.ts";
import type { PlannedAlgorithm } from "./PlannedAlgorithm.ts";
import { shortId } from "./shortId.ts";

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
