import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { JobKind, Receipt } from "@posthuman/sdk";
import { collectOutputs } from "../runner/outputs/collectOutputs.ts";
import type { SandboxLimits } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";

/**
 * Applies the output rules to a finished job's files, and stores those that may leave. Of everything that an algorithm
 * wrote, only these files and a training's weights ever leave the worker's sandbox.
 * @param folder The job's folder, after the job has ended.
 * @returns The files as the receipt lists them.
 * @throws PosthumanError why an output may not leave: one bad file refuses them all.
 */
export async function keepOutputs(
  store: ArtifactStore,
  folder: string,
  kind: JobKind,
  limits: SandboxLimits,
): Promise<Receipt["files"]> {
  const ancestors = await readdir(join(folder, "lineage")).catch(() => []);
  const weights = ["model", "state", ...ancestors.map((name) => `lineage/${name}`)].map((name) =>
    join(folder, name),
  );
  const found = await collectOutputs({ kind, folder: join(folder, "outputs"), weights, limits });
  for (const { file, sha256 } of found) {
    await store.put(file, { expectedSha256: sha256, maxBytes: limits.outputBytes });
  }
  return found.map(({ path, sha256, size }) => ({ path, sha256, size }));
}
