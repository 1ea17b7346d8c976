import { join } from "node:path";
import type { SandboxJob, SandboxLimits } from "../runner/Runner.ts";

const MEBIBYTE = 1024 * 1024;

/** A small job in the folder `job` below `parent`, which runs the text `program` with the system's Python. */
export function sandboxJob(parent: string, program: string, limits: Partial<SandboxLimits> = {}): SandboxJob {
  return {
    folder: join(parent, "job"),
    interpreter: "/usr/bin/python3",
    args: ["-c", program],
    binds: [],
    env: {},
    limits: {
      ...{ memoryBytes: 256 * MEBIBYTE, processes: 32, wallSeconds: 300, openFiles: 64 },
      ...{ stateBytes: 16 * MEBIBYTE, outputBytes: 2 * MEBIBYTE, outputFiles: 10, logBytes: 2 * MEBIBYTE },
      ...limits,
    },
  };
}
