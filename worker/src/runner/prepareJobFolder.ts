import { chmod, lchown, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Folders of a job that the algorithm may only read. */
export const READ_ONLY_FOLDERS: readonly string[] = ["inputs", "model", "lineage", "transformations"];

/** Folders of a job that the algorithm may write to. */
export const WRITABLE_FOLDERS: readonly string[] = ["state", "outputs", "logs"];

/**
 * Makes the job's folders. Other accounts of the host cannot pass the outer one. Where the algorithm gets an account of
 * its own (`uid`), the inner ones are opened to that account; links that an earlier run left are not followed.
 */
export async function prepareJobFolder(folder: string, uid: number | undefined): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  for (const name of [...READ_ONLY_FOLDERS, ...WRITABLE_FOLDERS])
    await mkdir(join(folder, name), { recursive: true });
  if (uid === undefined) return;
  for (const name of READ_ONLY_FOLDERS)
    for await (const entry of walk(join(folder, name)))
      await chmod(entry.path, entry.isFolder ? 0o755 : 0o644);
  for (const name of WRITABLE_FOLDERS)
    for await (const entry of walk(join(folder, name))) await lchown(entry.path, uid, uid);
}

async function* walk(folder: string): AsyncGenerator<{ path: string; isFolder: boolean }> {
  yield { path: folder, isFolder: true };
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else yield { path, isFolder: false };
  }
}
