import type { WorkerConfig } from "../../config/configSchema.ts";
import type { Logger } from "../../log/createLogger.ts";
import type { SandboxLimits } from "../../runner/Runner.ts";
import type { EngineJob } from "../EngineJob.ts";
import type { ServedModel } from "../ServedModel.ts";
import { vllmArguments } from "./vllmArguments.ts";
import { vllmSandbox, type VllmSandbox } from "./vllmSandbox.ts";

/** Files that vLLM has open at a time, for its processes, its sockets and the libraries of devices. */
const OPEN_FILES = 16_384;

/** Makes what says how vLLM serves a model in a folder; nothing for a model that it does not. */
export function serveByVllm(
  vllm: VllmSandbox,
  { vllm: settings, cache }: Pick<WorkerConfig["serving"], "vllm" | "cache">,
  {
    threads,
    limits,
    log,
  }: { readonly threads: number; readonly limits: SandboxLimits; readonly log: Logger },
): (model: ServedModel, folder: string) => EngineJob | undefined {
  const { dtype = "float32", args = [] } = settings ?? {};
  const hasDevice = vllm.devices.length > 0;
  /** Weights that it could not serve. */
  const unfit = new Set<string>();
  return ({ id, task, weightsRoot }, folder) => {
    if (unfit.has(weightsRoot)) return undefined;
    const facts = { model: id, weightsRoot };
    if (task !== "causal-lm") {
      log.info("vLLM does not serve this model; another engine does.", {
        ...facts,
        reason: `its task is ${task}`,
      });
      return undefined;
    }
    const onUnfit = (reason: string) => {
      unfit.add(weightsRoot);
      log.warn("vLLM does not serve this model; another engine does.", { ...facts, reason });
    };
    return {
      ...vllmSandbox(vllm, threads),
      ...{ folder, limits: { ...limits, openFiles: OPEN_FILES } },
      args: vllmArguments({ model: weightsRoot, cache, dtype, hasDevice, args }),
      foreign: { name: "vllm", onUnfit },
    };
  };
}
