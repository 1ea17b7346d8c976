import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writerRuns } from "./temporaryName.ts";

const DAY_MS = 86_400_000;

/** Removes from `folder` what processes left that died while they wrote; of other hosts, what is older than a day. */
export async function sweepTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const runs = writerRuns(name) ?? (await isYoung(file));
    if (!runs) await rm(file, { force: true });
  }
}

async function isYoung(file: string): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs < DAY_MS;
}
