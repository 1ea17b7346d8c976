import { readdirSync, statSync } from "node:fs";
import { lstat, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ErrorCode } from "@posthuman/sdk";
import type { RunFailure, SandboxLimits } from "../Runner.ts";
import type { SandboxJob } from "./Stage.ts";
import type { ProcessUsage, SandboxProcess } from "./startProcess.ts";

/** Entries in the folders whose count the job's limits do not name. */
const MAX_STATE_ENTRIES = 10_000;
const MAX_LOG_ENTRIES = 100;

/** Free bytes below which no job may go on to fill the disk. */
const DISK_RESERVE_BYTES = 256 * 1024 * 1024;

/** Looks at what a job uses. */
interface LimitWatch {
  /** The limit that the job is over, if any. */
  look(): Promise<RunFailure | undefined>;
  peakMemoryBytes(): number;
}

/** Watches the limits that the kernel does not keep: those of a whole job, and of what it has on disk. */
export function watchLimits(
  { folder, limits }: SandboxJob,
  run: Pick<SandboxProcess, "tree" | "consoleBytes">,
): LimitWatch {
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

  async function processesOver(tree: readonly ProcessUsage[]): Promise<RunFailure | undefined> {
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

/** How often a run is looked at. */
const LOOK_MS = 250;

/** What ended a run before its time. */
interface Supervision {
  readonly failure?: RunFailure;
  readonly stopped: boolean;
}

/** When a run is to stop. */
export interface StopRequest {
  /** Fires when it is asked for. */
  readonly signal: AbortSignal;
  /** Seconds from then to the end by force. */
  graceSeconds: number;
}

/**
 * Looks at a run until it has ended. A run over a limit is killed at once. One that is out of time, or that is to stop, is
 * asked to first and killed after its grace.
 */
export async function superviseRun(
  run: SandboxProcess,
  look: () => Promise<RunFailure | undefined>,
  { wallSeconds }: SandboxLimits,
  stop: StopRequest,
): Promise<Supervision> {
  const { signal } = stop;
  const begun = performance.now();
  const elapsed = () => (performance.now() - begun) / 1000;
  let running = true;
  const ended = run.ended.finally(() => (running = false));
  const aborted = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  let failure: RunFailure | undefined;
  let stopped = false;
  let askedAt: number | undefined;

  while (running) {
    const found = await look();
    if (found) {
      failure ??= found;
      run.kill();
    } else if (askedAt === undefined && (signal.aborted || elapsed() > wallSeconds)) {
      if (signal.aborted) stopped = true;
      else failure = { code: "JOB_TIMEOUT", args: { seconds: wallSeconds } };
      run.terminate();
      askedAt = elapsed();
    } else if (askedAt !== undefined && elapsed() > askedAt + stop.graceSeconds) run.kill();
    await Promise.race([ended, sleep(LOOK_MS), ...(stopped || signal.aborted ? [] : [aborted])]);
  }
  await ended;
  return failure ? { failure, stopped } : { stopped };
}

/** Start of a command line that gives the rest of it the kernel's limits per process, and no core dumps. */
export function resourceLimits({ limits, devices = [] }: Pick<SandboxJob, "limits" | "devices">): string[] {
  const largestFile = Math.max(limits.stateBytes, limits.outputBytes, limits.logBytes);
  const cpu = limits.cpuSeconds === undefined ? [] : [cpuLimit(Math.ceil(limits.cpuSeconds))];
  return [
    "/usr/bin/prlimit",
    `--nproc=${limits.processes}`,
    `--nofile=${limits.openFiles}`,
    `--fsize=${largestFile}`,
    "--core=0",
    // Drivers map and pin far more than they use.
    ...(devices.length > 0 ? [] : memoryLimits(limits)),
    ...cpu,
    "--",
  ];
}

/** Private writable memory of one process; the limit on all of them is kept from outside. */
function memoryLimits({ memoryBytes }: SandboxLimits): string[] {
  return [`--data=${memoryBytes * 2}`, "--memlock=0"];
}

/** A signal at the limit, and the end by force soon after: both at once would be the end by force, which names no reason. */
function cpuLimit(seconds: number): string {
  return `--cpu=${seconds}:${seconds + 2}`;
}

/** What a folder holds. */
interface FolderUsage {
  /** Of each file its length or its space on disk, whichever is more, so that neither holes nor small files cheat. */
  readonly bytes: number;
  /** Files, folders, links and all else. */
  readonly entries: number;
  /** Whether something in it could not be looked at: a folder closed by its owner can hide any amount. */
  readonly hidden: boolean;
}

/** Measures a folder that a hostile process may be changing. It follows no link, and stops above `maxEntries`. */
async function folderUsage(folder: string, maxEntries: number): Promise<FolderUsage> {
  const usage = { bytes: 0, entries: 0, hidden: false };
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined && usage.entries <= maxEntries; next = waiting.pop()) {
    const current = next;
    const note = (error: NodeJS.ErrnoException) => {
      // It may have been removed, or replaced by a file, since it was listed.
      if (error.code === "EACCES" || error.code === "EPERM") usage.hidden = true;
      return undefined;
    };
    for (const { name } of (await readdir(current, { withFileTypes: true }).catch(note)) ?? []) {
      const path = join(current, name);
      const found = await lstat(path).catch(note);
      if (!found) continue;
      usage.entries++;
      usage.bytes += Math.max(found.size, found.blocks * 512);
      if (found.isDirectory()) waiting.push(path);
      if (usage.entries > maxEntries) break;
    }
  }
  return usage;
}

/** Folders of a sandbox that live in memory. */
export const TEMPORARY_FOLDERS: readonly string[] = ["/tmp", "/dev/shm"];

/** Size in bytes of each of them. */
export const TEMPORARY_BYTES = 256 * 1024 * 1024;

/** Memory in bytes that the files in the temporary folders take, as the process `pid` sees those. */
async function temporaryBytes(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0;
  let used = 0;
  for (const folder of TEMPORARY_FOLDERS) {
    const found = await statfs(`/proc/${pid}/root${folder}`).catch(() => undefined);
    // Before the sandbox is set up, and without one, this is the host's folder, which has another size.
    if (found && found.blocks * found.bsize === TEMPORARY_BYTES)
      used += (found.blocks - found.bfree) * found.bsize;
  }
  return used;
}

/**
 * Space in bytes on the device `device` of files that these processes hold open but have removed from their folder,
 * where a look at the folder does not find them.
 */
function unlinkedBytes(pids: readonly number[], device: number): number {
  const sizes = new Map<number, number>();
  for (const pid of pids) {
    for (const fd of openFiles(pid)) {
      try {
        const found = statSync(fd);
        if (found.isFile() && found.nlink === 0 && found.dev === device)
          sizes.set(found.ino, found.blocks * 512);
      } catch {
        // Closed since it was listed.
      }
    }
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`);
  } catch {
    return [];
  }
}
