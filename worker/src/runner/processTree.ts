import { readdirSync, readFileSync } from "node:fs";

/** A process as the kernel describes it now. */
export interface ProcessUsage {
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
