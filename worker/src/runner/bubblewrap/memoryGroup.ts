import { mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryName, writerRuns } from "../../store/files.ts";

/** Where the kernel shows the groups. */
const ROOT = "/sys/fs/cgroup/memory";

/** What the names of the worker's own groups begin with. */
const PREFIX = "posthuman-";

/** A group of processes whose memory the kernel limits together (control groups, version 1). */
export interface MemoryGroup {
  /** A process that writes its number here joins the group; its children are born in it. */
  readonly joinFile: string;
  /** How many processes the kernel killed because the group was full. */
  kills(): number;
  /** Removes the group, once its processes are gone. */
  remove(): Promise<void>;
}

/** Makes a group below this process's own, or nothing where the kernel or its administrator does not allow it. */
export function createMemoryGroup(limitBytes: number): MemoryGroup | undefined {
  try {
    const group = ownGroup();
    if (group === undefined) return undefined;
    const parent = join(ROOT, group);
    sweep(parent);
    const folder = join(parent, `${PREFIX}${temporaryName()}`);
    mkdirSync(folder);
    return limit(folder, limitBytes);
  } catch {
    return undefined;
  }
}

function limit(folder: string, limitBytes: number): MemoryGroup {
  try {
    writeFileSync(join(folder, "memory.limit_in_bytes"), String(limitBytes));
    limitSwap(folder, limitBytes);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    joinFile: join(folder, "cgroup.procs"),
    kills: () =>
      Number(/^oom_kill (\d+)$/m.exec(readFileSync(join(folder, "memory.oom_control"), "utf8"))?.[1] ?? 0),
    async remove() {
      // The kernel lets go of the last process a moment after it has ended.
      for (let attempt = 0; attempt < 50 && !removed(folder); attempt++) await sleep(20);
    },
  };
}

/** Memory and swap together; a kernel without swap accounting has no such file. */
function limitSwap(folder: string, limitBytes: number): void {
  try {
    writeFileSync(join(folder, "memory.memsw.limit_in_bytes"), String(limitBytes));
  } catch (error) {
    if (!["ENOENT", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function ownGroup(): string | undefined {
  return /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(readFileSync("/proc/self/cgroup", "utf8"))?.[1];
}

/** Removes groups of workers that were killed. A running one's may be empty for a moment, and stays. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    if (name.startsWith(PREFIX) && writerRuns(name.slice(PREFIX.length)) === false)
      removed(join(parent, name));
  }
}

function removed(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
}
