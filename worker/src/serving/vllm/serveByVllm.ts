import { randomInt } from "node:crypto";
import type { WorkerConfig } from "../../config/configSchema.ts";
import type { Logger } from "../../log/createLogger.ts";
import type { SandboxLimits } from "../../runner/Runner.ts";
import { ENGINE_SOCKET, type EngineRun, type ServedModel } from "../prepareServing.ts";
import { vllmRun, type VllmSandbox } from "./vllmSandbox.ts";

/** Files that vLLM has open at a time, for its processes, its sockets and the libraries of devices. */
const OPEN_FILES = 16_384;

/** How vLLM is run, but for what it reads. */
export type VllmServing = Omit<EngineRun, "id" | "staged" | "documents">;

/** Makes what says how vLLM serves a model; nothing for a model that it does not. */
export function serveByVllm(
  vllm: VllmSandbox,
  { vllm: settings, cache }: Pick<WorkerConfig["serving"], "vllm" | "cache">,
  {
    threads,
    limits,
    log,
  }: { readonly threads: number; readonly limits: SandboxLimits; readonly log: Logger },
): (model: ServedModel) => VllmServing | undefined {
  const { dtype = "float32", args = [] } = settings ?? {};
  const hasDevice = vllm.devices.length > 0;
  /** Weights that it could not serve. */
  const unfit = new Set<string>();
  return ({ id, task, weightsRoot }) => {
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
      ...vllmRun(vllm, vllmArguments({ model: weightsRoot, cache, dtype, hasDevice, args }), threads),
      limits: { ...limits, openFiles: OPEN_FILES },
      socket: ENGINE_SOCKET,
      outside: { name: "vllm", onUnfit },
    };
  };
}

/** What vLLM's server is told. */
interface VllmSettings {
  /** Name by which requests call the model. */
  readonly model: string;
  /** Memory for keys and values, in bytes. */
  readonly cache: number;
  /** Numbers that it computes with, such as `float32`. */
  readonly dtype: string;
  /** Whether it has a device to compute on besides the processor. */
  readonly hasDevice: boolean;
  /** Further arguments of the operator, which win over those from here. */
  readonly args: readonly string[];
}

/** Requests that it computes at once. */
const MOST_AT_ONCE = 64;

/** Arguments of vLLM's own server of OpenAI's API, on the socket of a serving folder. */
export function vllmArguments({ model, cache, dtype, hasDevice, args }: VllmSettings): string[] {
  const options = {
    model: "./model",
    uds: `state/${ENGINE_SOCKET}`,
    "served-model-name": model,
    dtype,
    // Of answers that ask for no seed; its default would be the same for everybody.
    seed: randomInt(2 ** 31),
    "max-model-len": "auto",
    "max-num-seqs": MOST_AT_ONCE,
    "kv-cache-memory-bytes": cache,
    // A share that must be free at the start, though the line above says what is taken: engines share a device.
    "gpu-memory-utilization": 0.1,
    // What a request does not say is OpenAI's default, not what the model's makers like.
    "generation-config": "vllm",
    "uvicorn-log-level": "critical",
  };
  const flags = [
    // A client could tell from the time to the first token that another one had sent the same beginning.
    "no-enable-prefix-caching",
    "disable-log-stats",
    "disable-uvicorn-access-log",
    "disable-fastapi-docs",
    ...(hasDevice ? [] : ["enforce-eager"]),
  ];
  return [
    ...["-m", "vllm.entrypoints.openai.api_server"],
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...flags.map((name) => `--${name}`),
    ...args,
  ];
}

/** The least `top_p` that vLLM takes, where 0 is asked for. */
const LEAST_TOP_P = 1e-6;

/** Says a body of OpenAI's API in the way in which vLLM takes it; what it means stays the same. */
export function toVllm(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { temperature, n, top_p: topP, ...rest } = body;
  // It refuses several answers that are bound to be equal. To choose of one token is to take the most probable one.
  if (temperature === 0 && typeof n === "number" && n > 1) return { ...rest, n, temperature: 1, top_k: 1 };
  return { ...body, ...(typeof topP === "number" ? { top_p: Math.max(topP, LEAST_TOP_P) } : {}) };
}
