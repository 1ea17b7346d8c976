import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";

/** What a folder holds. */
export interface FolderUsage {
  /** Of each file its length or its space on disk, whichever is more, so that neither holes nor small files cheat. */
  readonly bytes: number;
  /** Files, folders, links and all else. */
  readonly entries: number;
  /** Whether something in it could not be looked at: a folder closed by its owner can hide any amount. */
  readonly hidden: boolean;
}

/** Measures a folder that a hostile process may be changing. It follows no link, and stops above `maxEntries`. */
export async function folderUsage(folder: string, maxEntries: number): Promise<FolderUsage> {
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
