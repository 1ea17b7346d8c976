import { createHash, randomBytes } from "node:crypto";
import { constants, readFileSync } from "node:fs";
import { open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";

/** Writes all of `source` to the new file `path` and to the disk under it; on an error nothing is left. */
export async function writeDurably<Result>(
  path: string,
  source: AsyncGenerator<Uint8Array, Result>,
  mode: number,
): Promise<Result> {
  try {
    await using file = await open(path, "wx", mode);
    for (;;) {
      const { done, value } = await source.next();
      if (!done) {
        await file.writeFile(value);
        continue;
      }
      await file.sync();
      return value;
    }
  } catch (error) {
    await source.return(undefined as Result).catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

/** Writes a small file so that it appears whole or not at all, and survives a power cut; one that is there is replaced. */
export async function replaceDurably(path: string, bytes: Uint8Array): Promise<void> {
  // A dot keeps it out of lists if this process dies before it has its name.
  const part = join(dirname(path), `.${temporaryName()}`);
  await writeDurably(part, piecesOf(bytes), 0o600);
  await rename(part, path);
  await syncFolder(dirname(path));
}

/** Bytes that are all here, for what takes bytes as they come. */
// eslint-disable-next-line @typescript-eslint/require-await -- who reads it waits for each piece
export async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield bytes;
}

/** Makes the names in `folder` survive a power cut, as fsync of a file makes its bytes. */
export async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}

/** A name for a temporary file that says which process of which host writes it: `host.pid.start.random`. */
export function temporaryName(): string {
  const start = processStart(process.pid) ?? "0";
  return [hostMark(), process.pid, start, randomBytes(8).toString("hex")].join(".");
}

/** Whether the process that made the file `name` still runs; undefined if another host made it. */
export function writerRuns(name: string): boolean | undefined {
  const [host, pid, start] = name.split(".");
  if (host !== hostMark()) return undefined;
  return processStart(Number(pid)) === start;
}

function hostMark(): string {
  return createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
}

/** When process `pid` began, in the kernel's ticks, which tells a process from a later one of the same number. */
function processStart(pid: number): string | undefined {
  try {
    // The second field, the command's name, may itself hold spaces and brackets.
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return answersSignals(pid) ? "0" : undefined;
  }
}

/** Whether a process `pid` exists, for systems without /proc. */
function answersSignals(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

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
