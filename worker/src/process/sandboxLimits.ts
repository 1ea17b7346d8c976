import type { WorkerConfig } from "../config/configSchema.ts";
import type { SandboxLimits } from "../runner/Runner.ts";

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
