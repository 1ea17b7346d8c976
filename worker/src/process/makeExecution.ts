import { didOfAsset, getModel } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { ExecutionContext } from "../execution/ExecutionContext.ts";
import { keepOutputs } from "../execution/keepOutputs.ts";
import type { AlgorithmPolicy } from "../foreignAlgorithms/checkAlgorithm.ts";
import type { SandboxLimits } from "../runner/Runner.ts";
import type { Algorithms } from "./findAlgorithms.ts";
import type { WorkerParts } from "./openParts.ts";

/** What orders are carried out with, from the worker's parts. */
export function makeExecution(parts: WorkerParts): ExecutionContext {
  const { config, addresses, algorithms, client, data, events, runner, log } = parts;
  return {
    chainId: client.chainId,
    registry: addresses.posthuman.ModelRegistry,
    refs: data.refs,
    store: data.store,
    runner,
    events,
    log,
    command: (kind) => algorithms.command(kind),
    algorithms: algorithmPolicy(config, algorithms),
    limits: sandboxLimits(config),
    foreignLimits: sandboxLimits(config, "foreign"),
    threads: config.threads,
    environment: algorithms.environment,
    keepOutputs: (...job) => keepOutputs(data.store, ...job),
    nameOf: remembered(async (model) => (await getModel(client, model)).name),
    didOf: remembered((asset) => didOfAsset(client, asset)),
  };
}

/** Asks once for what never changes. */
function remembered(ask: (key: string) => Promise<string>): (key: string) => Promise<string> {
  const known = new Map<string, string>();
  return async (key) => {
    const value = known.get(key) ?? (await ask(key));
    known.set(key, value);
    return value;
  };
}

/** Files that a job may put out, and that one of its processes may have open. */
const OUTPUT_FILES = 32;
const OPEN_FILES = 1_024;

/**
 * The limits of one job, as the configuration has them.
 * @param whose Who wrote the algorithm: those of others may put out less.
 */
export function sandboxLimits(
  { limits }: Pick<WorkerConfig, "limits">,
  whose: "own" | "foreign" = "own",
): SandboxLimits {
  return {
    memoryBytes: limits.memory,
    processes: limits.processes,
    wallSeconds: limits.seconds,
    stateBytes: limits.state,
    outputBytes: whose === "own" ? limits.outputs : Math.min(limits.outputs, limits.thirdPartyOutputs),
    outputFiles: OUTPUT_FILES,
    logBytes: limits.logs,
    openFiles: OPEN_FILES,
  };
}

/** What the configuration says of algorithms of others, and the Python that runs them if they need no other. */
export function algorithmPolicy(
  { trustedAlgorithms, algorithmImages }: Pick<WorkerConfig, "trustedAlgorithms" | "algorithmImages">,
  { foreignEnvironment, environment }: Pick<Algorithms, "foreignEnvironment" | "environment">,
): AlgorithmPolicy {
  return {
    trusted: trustedAlgorithms,
    images: algorithmImages,
    environment: foreignEnvironment,
    python: String(environment["python"] ?? ""),
  };
}
