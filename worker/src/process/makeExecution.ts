import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { didOfAsset, getModel } from "@posthuman/sdk";
import type { WorkerConfig } from "../config/configSchema.ts";
import type { CollectOutputs, ExecutionContext } from "../execution/ExecutionContext.ts";
import type { AlgorithmPolicy } from "../foreignAlgorithms/checkAlgorithm.ts";
import { collectOutputs } from "../runner/outputs/collectOutputs.ts";
import type { SandboxLimits } from "../runner/Runner.ts";
import type { ArtifactStore } from "../store/openStore.ts";
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
    foreignLimits: sandboxLimits(config, "third-party"),
    threads: config.threads,
    environment: algorithms.environment,
    collectOutputs: createCollector(data.store),
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
 * @param whose Who wrote the algorithm: what somebody else's may put out is less.
 */
export function sandboxLimits(
  { limits }: Pick<WorkerConfig, "limits">,
  whose: "own" | "third-party" = "own",
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
