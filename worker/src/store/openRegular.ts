import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";

/**
 * Opens a file to read it where hostile code may have put something else in its place: a link to a file of the host is not
 * followed, and a pipe that never answers is not waited for.
 * @returns Nothing if it is not a regular file.
 * @throws The system's error if it cannot be opened: `ENOENT`, or `ELOOP` for a link.
 */
export async function openRegular(path: string): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return undefined;
}
