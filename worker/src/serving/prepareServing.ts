import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactStore } from "../store/openStore.ts";
import { materialiseTree } from "../store/weightsTree.ts";
import type { ServedModel } from "./ServedModel.ts";

/** What an engine is told besides its model. */
export interface ServingSettings {
  readonly threads: number;
  /** `auto`, `openvino` or `transformers`. */
  readonly engine: string;
  /** Memory for keys and values, in bytes. */
  readonly cache: number;
}

/** Fills the folder of an engine with its model and its settings. */
export async function prepareServing(
  { id, name, task, files }: ServedModel,
  folder: string,
  store: ArtifactStore,
  { threads, engine, cache }: ServingSettings,
): Promise<void> {
  const inputs = join(folder, "inputs");
  await mkdir(inputs, { recursive: true, mode: 0o700 });
  await materialiseTree(store, files, join(folder, "model"));
  const job = {
    ...{
      job: id,
      kind: "serve",
      task,
      model: name,
      threads,
      seed: 0,
      datasets: [],
      familyEvaluation: false,
      lineage: [],
    },
    ...{ parameters: {}, engine, cacheBytes: cache },
  };
  await writeFile(join(inputs, "job.json"), JSON.stringify(job));
}
