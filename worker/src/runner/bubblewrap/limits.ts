import { readdirSync, readFileSync, statSync } from "node:fs";
import { lstat, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ErrorCode } from "@posthuman/sdk";
import type { RunFailure, SandboxLimits } from "../Runner.ts";
import type { SandboxJob } from "./Stage.ts";

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

/** What is looked at of a run. */
interface WatchedProcess {
  /** Its processes, the topmost first. */
  tree(): ProcessUsage[];
  /** Bytes written to the console so far. */
  consoleBytes(): number;
}

/** Watches the limits that the kernel does not keep: those of a whole job, and of what it has on disk. */
export function watchLimits({ folder, limits }: SandboxJob, run: WatchedProcess): LimitWatch {
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

/** A process as the kernel describes it now. */
interface ProcessUsage {
  readonly pid: number;
  readonly parent: number;
  /** Memory in bytes that it holds, shared pages included. */
  readonly memoryBytes: number;
  /** Processor seconds of it and of those children that it has waited for. */
  readonly cpuSeconds: number;
}

/** The kernel's unit of processor time and the size of a page, the same on every Linux that Node runs on but for large pages. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** The process `root` and all that descend from it, parents before their children; none if it is gone, or without /proc. */
export function processTree(root: number): ProcessUsage[] {
  const childrenOf = new Map<number, ProcessUsage[]>();
  let top: ProcessUsage | undefined;
  for (const name of processNames()) {
    const found = readProcess(Number(name));
    if (!found) continue;
    if (found.pid === root) top = found;
    const siblings = childrenOf.get(found.parent);
    if (siblings) siblings.push(found);
    else childrenOf.set(found.parent, [found]);
  }
  if (!top) return [];
  const tree = [top];
  for (const { pid } of tree) tree.push(...(childrenOf.get(pid) ?? []).sort((a, b) => a.pid - b.pid));
  return tree;
}

function processNames(): string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function readProcess(pid: number): ProcessUsage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The second field, the command's name, is the process's own to choose: brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const number = (index: number) => Number(fields[index]);
    // Ended, but nobody has waited for it yet: it holds nothing any more.
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    const ticks = number(11) + number(12) + number(13) + number(14);
    const memoryBytes = number(21) * PAGE_BYTES;
    return { pid, parent: number(1), memoryBytes, cpuSeconds: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined;
  }
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
