import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * A file of this machine as a blob, which is read piece by piece: what `sha256Of` and `uploadDataset` take.
 *
 * @throws PosthumanError `FILE_UNREADABLE`.
 *
 * @example
 * const { sha256, size } = await sha256Of(await openFile("corpus.txt"));
 */
export async function openFile(path: string): Promise<Blob> {
  const unreadable = (reason: string, cause?: unknown) =>
    new PosthumanError("FILE_UNREADABLE", { path, reason }, { cause });
  try {
    if ((await stat(path)).isDirectory()) throw unreadable("it is a folder");
    return await openAsBlob(path);
  } catch (cause) {
    if (PosthumanError.is(cause)) throw cause;
    const { code, message } = cause as { code?: string; message: string };
    throw unreadable(code === "ENOENT" ? "there is no such file" : (code ?? message), cause);
  }
}
