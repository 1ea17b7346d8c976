import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { WeightsFile } from "@posthuman/sdk";
import type { SandboxJob } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { materialiseTree } from "../store/weightsTree.ts";

/** A model that sessions can be served from. */
export interface ServedModel {
  /** Its datatoken. */
  readonly id: string;
  readonly name: string;
  readonly task: string;
  /** Models with equal weights share one engine, which knows them by this. */
  readonly weightsRoot: string;
  readonly files: readonly WeightsFile[];
}

/** What to run as a model's engine. */
export interface EngineJob extends SandboxJob {
  /** Set where the engine is not ours: what it can serve shows only when it is asked. */
  readonly foreign?: {
    /** How requests to it are written. */
    readonly name: "vllm";
    /** Called when it did not answer a first request; from then on, another engine is prepared. */
    readonly onUnfit: (reason: string) => void;
  };
}

/** What an engine is told besides its model. */
interface ServingSettings {
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
