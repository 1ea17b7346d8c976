import { open } from "node:fs/promises";

/** Makes the names in `folder` survive a power cut, as fsync of a file makes its bytes. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
