import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CollectOutputs } from "../execution/collectResult.ts";
import { collectOutputs } from "../runner/outputs/collectOutputs.ts";
import type { ArtifactStore } from "../store/openStore.ts";

/** Makes the step that applies the output rules and takes what they let pass into the store. */
export function createCollector(store: ArtifactStore): CollectOutputs {
  return async (folder, kind, limits) => {
    const ancestors = await readdir(join(folder, "lineage")).catch(() => []);
    const weights = ["model", "state", ...ancestors.map((name) => `lineage/${name}`)].map((name) =>
      join(folder, name),
    );
    const found = await collectOutputs({ kind, folder: join(folder, "outputs"), weights, limits });
    for (const { file, sha256 } of found) {
      await store.put(file, { expectedSha256: sha256, maxBytes: limits.outputBytes });
    }
    return found.map(({ path, sha256, size }) => ({ path, sha256, size }));
  };
}
