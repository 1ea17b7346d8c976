import { statfs } from "node:fs/promises";

/** Folders of a sandbox that live in memory. */
export const TEMPORARY_FOLDERS: readonly string[] = ["/tmp", "/dev/shm"];

/** Size in bytes of each of them. */
export const TEMPORARY_BYTES = 256 * 1024 * 1024;

/** Memory in bytes that the files in the temporary folders take, as the process `pid` sees those. */
export async function temporaryBytes(pid: number | undefined): Promise<number> {
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
