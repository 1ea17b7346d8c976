import type { WorkerConfig } from "../config/configSchema.ts";
import type { SandboxLimits } from "../runner/SandboxJob.ts";

/** Files that a job may put out, and that one of its processes may have open. */
const OUTPUT_FILES = 32;
const OPEN_FILES = 1_024;

/** The limits of one job, as the configuration has them. */
export function sandboxLimits({ limits }: WorkerConfig): SandboxLimits {
  return {
    memoryBytes: limits.memory,
    processes: limits.processes,
    wallSeconds: limits.seconds,
    stateBytes: limits.state,
    outputBytes: limits.outputs,
    outputFiles: OUTPUT_FILES,
    logBytes: limits.logs,
    openFiles: OPEN_FILES,
  };
}
