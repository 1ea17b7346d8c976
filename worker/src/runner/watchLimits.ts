import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ErrorCode } from "@posthuman/sdk";
import { folderUsage } from "./folderUsage.ts";
import type { RunFailure } from "./RunResult.ts";
import type { SandboxJob } from "./SandboxJob.ts";
import type { SandboxProcess } from "./startProcess.ts";
import { temporaryBytes } from "./temporaryBytes.ts";
import { unlinkedBytes } from "./unlinkedBytes.ts";

/** Entries in the folders whose count the job's limits do not name. */
const MAX_STATE_ENTRIES = 10_000;
const MAX_LOG_ENTRIES = 100;

/** Free bytes below which no job may go on to fill the disk. */
const DISK_RESERVE_BYTES = 256 * 1024 * 1024;

/** Looks at what a job uses. */
export interface LimitWatch {
  /** The limit that the job is over, if any. */
  look(): Promise<RunFailure | undefined>;
  peakMemoryBytes(): number;
}

/** Watches the limits that the kernel does not keep: those of a whole job, and of what it has on disk. */
export function watchLimits({ folder, limits }: SandboxJob, run: SandboxProcess): LimitWatch {
  let peakMemoryBytes = 0;

  const over = (code: ErrorCode, limit: number, reason: string): RunFailure => ({
    code,
    args: { limit, reason },
  });

  async function folderOver(
    name: string,
    code: ErrorCode,
    limit: number,
    maxEntries: number,
    elsewhere = 0,
  ): Promise<RunFailure | undefined> {
    const { bytes, entries, hidden } = await folderUsage(join(folder, name), maxEntries);
    if (hidden) return over(code, limit, `${name} holds a folder that is closed to the worker`);
    if (entries > maxEntries) return over(code, limit, `${name} holds more than ${maxEntries} files`);
    const total = bytes + elsewhere;
    return total > limit ? over(code, limit, `${name} holds ${total} bytes`) : undefined;
  }

  async function processesOver(tree: ReturnType<SandboxProcess["tree"]>): Promise<RunFailure | undefined> {
    const inFiles = await temporaryBytes(tree.at(-1)?.pid);
    const memory = tree.reduce((sum, { memoryBytes }) => sum + memoryBytes, inFiles);
    peakMemoryBytes = Math.max(peakMemoryBytes, memory);
    const limit = limits.memoryBytes;
    if (memory > limit) return { code: "JOB_MEMORY_EXCEEDED", args: { limit } };
    const seconds = limits.cpuSeconds;
    const used = tree.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    if (seconds !== undefined && used > seconds) return { code: "JOB_CPU_EXCEEDED", args: { seconds } };
    return undefined;
  }

  async function look(): Promise<RunFailure | undefined> {
    const tree = run.tree();
    const { dev } = await stat(join(folder, "state"));
    const pids = tree.map(({ pid }) => pid);
    const free = await statfs(folder).then(({ bavail, bsize }) => bavail * bsize);
    return (
      (await processesOver(tree)) ??
      (await folderOver("outputs", "OUTPUT_TOO_LARGE", limits.outputBytes, limits.outputFiles)) ??
      (await folderOver("logs", "LOGS_TOO_LARGE", limits.logBytes, MAX_LOG_ENTRIES, run.consoleBytes())) ??
      (await folderOver(
        "state",
        "STATE_TOO_LARGE",
        limits.stateBytes,
        MAX_STATE_ENTRIES,
        unlinkedBytes(pids, dev),
      )) ??
      (free < DISK_RESERVE_BYTES
        ? over("STATE_TOO_LARGE", limits.stateBytes, "the worker's disk is full")
        : undefined)
    );
  }

  return { look, peakMemoryBytes: () => peakMemoryBytes };
}
