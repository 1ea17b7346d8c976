import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { openRefs, type Refs } from "../refs/openRefs.ts";
import { replaceDurably, temporaryName } from "../store/files.ts";
import { openStore, type ArtifactStore } from "../store/openStore.ts";

/** A worker's folder on the disk. The database in it belongs to one process; the rest may be used by several. */
export interface DataFolder {
  readonly path: string;
  readonly database: string;
  /** Holds the job folders. */
  readonly jobs: string;
  readonly refs: Refs;
  readonly store: ArtifactStore;
}

/**
 * Opens the folder, or makes it. The store's key is made with it and lies in a file that only the owner can read: keep a
 * copy of that file elsewhere, as without it nothing in the store can be read.
 * @throws PosthumanError `STORE_KEY_INVALID`, `DATA_FOLDER_UNUSABLE`.
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  return open(path).catch((cause: unknown) => {
    const { code: reason } = cause as NodeJS.ErrnoException;
    if (PosthumanError.is(cause) || reason === undefined) throw cause;
    throw new PosthumanError("DATA_FOLDER_UNUSABLE", { path, reason }, { cause });
  });
}

async function open(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const key = await storeKey(join(path, "store.key"));
  return {
    path,
    database: join(path, "worker.db"),
    jobs: join(path, "jobs"),
    refs: openRefs(join(path, "refs")),
    store: await openStore({ folder: join(path, "store"), key }),
  };
}

async function storeKey(file: string): Promise<Buffer> {
  const read = () => readFile(file, "utf8").catch(() => undefined);
  if ((await read()) === undefined) {
    const made = `${file}.${temporaryName()}`;
    await replaceDurably(made, Buffer.from(`${randomBytes(32).toString("hex")}\n`));
    // Unlike a rename, a link never replaces: of two processes that make a key, both use the first one's.
    await link(made, file).catch(() => undefined);
    await rm(made);
  }
  return Buffer.from(((await read()) ?? "").trim(), "hex");
}
