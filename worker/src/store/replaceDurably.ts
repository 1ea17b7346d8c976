import { rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "./syncFolder.ts";
import { temporaryName } from "./temporaryName.ts";
import { writeDurably } from "./writeDurably.ts";

/** Writes a small file so that it appears whole or not at all, and survives a power cut; one that is there is replaced. */
export async function replaceDurably(path: string, bytes: Uint8Array): Promise<void> {
  // A dot keeps it out of lists if this process dies before it has its name.
  const part = join(dirname(path), `.${temporaryName()}`);
  await writeDurably(part, once(bytes), 0o600);
  await rename(part, path);
  await syncFolder(dirname(path));
}

// eslint-disable-next-line @typescript-eslint/require-await -- the writer takes what comes over time
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}
