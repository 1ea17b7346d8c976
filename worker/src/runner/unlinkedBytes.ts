import { readdirSync, statSync } from "node:fs";

/**
 * Space in bytes on the device `device` of files that these processes hold open but have removed from their folder,
 * where a look at the folder does not find them.
 */
export function unlinkedBytes(pids: readonly number[], device: number): number {
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
