import type { WeightsFile } from "@posthuman/sdk";
import type { RunSpec } from "../runner/Runner.ts";
import { stageTree } from "../store/weights.ts";

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

/** How a model's engine is run. */
export interface EngineRun extends RunSpec {
  /** Set where the engine is not ours: what it can serve shows only when it is asked. */
  readonly outside?: {
    /** How requests to it are written. */
    readonly name: "vllm";
    /** Called when it did not answer a first request; from then on, another engine is prepared. */
    readonly onUnfit: (reason: string) => void;
  };
}

/** Socket in an engine's `state` on which it answers. */
export const ENGINE_SOCKET = "engine.sock";

/** What an engine is told besides its model. */
export interface ServingSettings {
  readonly threads: number;
  /** `auto`, `openvino` or `transformers`. */
  readonly engine: string;
  /** Memory for keys and values, in bytes. */
  readonly cache: number;
}

/** Names what an engine reads: its model, by its content, and its settings. */
export function stageEngine(
  { id, name, task, files }: ServedModel,
  { threads, engine, cache }: ServingSettings,
): Pick<RunSpec, "staged" | "documents"> {
  const job = {
    job: id,
    kind: "serve",
    task,
    model: name,
    threads,
    seed: 0,
    datasets: [],
    familyEvaluation: false,
    lineage: [],
    parameters: {},
    engine,
    cacheBytes: cache,
  };
  return { staged: stageTree(files, "model"), documents: { "inputs/job.json": JSON.stringify(job) } };
}
