import { PosthumanError, type Manifest } from "@posthuman/sdk";
import { grantsOf, mayUse } from "../refs/datasets.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";

/**
 * Makes sure that the job's datasets are here and that the job may read them.
 * @param asker Who asked for the job.
 * @param assets What the job pays besides the model.
 * @throws PosthumanError `DATASET_MISSING`, `DATASET_NOT_ALLOWED`, `DATASET_SIZE_MISMATCH`.
 */
export async function requireDatasets(
  { refs, store }: { readonly refs: Refs; readonly store: ArtifactStore },
  { datasets }: Manifest,
  asker: string,
  assets: readonly string[],
): Promise<void> {
  for (const { name, sha256, size, asset } of datasets) {
    const grants = await grantsOf(refs, sha256);
    if (grants.length === 0 || !(await store.has(sha256))) {
      throw new PosthumanError("DATASET_MISSING", { name, sha256 });
    }
    if (!mayUse(grants, asker, asset, assets)) {
      throw new PosthumanError("DATASET_NOT_ALLOWED", { name, sha256, asker });
    }
    const actual = await store.size(sha256);
    if (actual !== size) throw new PosthumanError("DATASET_SIZE_MISMATCH", { name, expected: size, actual });
  }
}
