import { hkdfSync, timingSafeEqual } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, writeFile, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../database/atomic.ts";
import { decryptArtifact, encryptArtifact, plainSize, type ArtifactIdentity } from "./artifact.ts";
import { openRegular, sweepTemporaries, syncFolder, temporaryName, writeDurably } from "./files.ts";

/** What `put` checks while the bytes come. */
export interface PutOptions {
  /** Lower-case hex; another hash is `ARTIFACT_HASH_MISMATCH`. */
  readonly expectedSha256?: string;
  /** Above it, `ARTIFACT_TOO_LARGE`. Without it there is no limit. */
  readonly maxBytes?: number;
}

/**
 * Artifacts under the SHA-256 (64 lower-case hex characters) of their plain bytes, encrypted on disk.
 * Several processes may use one store at a time.
 */
export interface ArtifactStore {
  /** Stores a stream, or the regular file at a path. When it returns, the artifact survives a power cut; when it throws, nothing is left. */
  put(source: AsyncIterable<Uint8Array> | string, options?: PutOptions): Promise<ArtifactIdentity>;
  /** Whether the artifact is here. */
  has(sha256: string): Promise<boolean>;
  /** Plain size in bytes, or `ARTIFACT_MISSING`. */
  size(sha256: string): Promise<number>;
  /** The plain bytes. They are all there and unchanged only if the stream ends without `ARTIFACT_CORRUPT`. */
  read(sha256: string): Promise<Readable>;
  /** Writes a plain copy to `path`, which appears whole and verified or not at all. A file that is there is replaced. */
  materialise(sha256: string, path: string): Promise<void>;
  /** Removes the artifact, unless it was put (again) since `putBefore`. A missing one is ignored. */
  remove(sha256: string, putBefore?: Date): Promise<void>;
}

/**
 * Opens the store in `folder`, or makes it, with its 32-byte `key`, and removes what crashed processes left half written.
 * @throws PosthumanError `STORE_KEY_INVALID`.
 */
export async function openStore({
  folder,
  key,
}: {
  readonly folder: string;
  readonly key: Uint8Array;
}): Promise<ArtifactStore> {
  const temporaries = join(folder, "temporary");
  await mkdir(temporaries, { recursive: true, mode: 0o700 });
  await checkStoreKey(folder, key);
  await sweepTemporaries(temporaries);

  const pathOf = (sha256: string) => {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new PosthumanError("ARTIFACT_MISSING", { sha256 });
    return join(folder, "artifacts", sha256.slice(0, 2), sha256);
  };
  const openArtifact = (sha256: string) => open(pathOf(sha256), "r").catch(missing(sha256));

  async function put(
    source: AsyncIterable<Uint8Array> | string,
    { expectedSha256, maxBytes = Infinity }: PutOptions = {},
  ): Promise<ArtifactIdentity> {
    const temporary = join(temporaries, temporaryName());
    const plain = typeof source === "string" ? readFileOnly(source) : source;
    const identity = await writeDurably(temporary, encryptArtifact(plain, key, maxBytes), 0o600);
    try {
      crashPoint("store:written");
      const { sha256 } = identity;
      if (expectedSha256 !== undefined && sha256 !== expectedSha256)
        throw new PosthumanError("ARTIFACT_HASH_MISMATCH", { expected: expectedSha256, actual: sha256 });
      const path = pathOf(sha256);
      const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (made !== undefined) await syncFolder(dirname(made));
      await rename(temporary, path);
      crashPoint("store:renamed");
      await syncFolder(dirname(path));
      if (made !== undefined) await syncFolder(dirname(dirname(path)));
      return identity;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  return {
    put,
    async has(sha256) {
      return (await stat(pathOf(sha256)).catch(() => undefined)) !== undefined;
    },
    async size(sha256) {
      return plainSize((await stat(pathOf(sha256)).catch(missing(sha256))).size);
    },
    async read(sha256) {
      return Readable.from(decryptAndClose(await openArtifact(sha256), sha256, key), { objectMode: false });
    },
    async materialise(sha256, path) {
      const part = join(dirname(path), `.${basename(path)}.${temporaryName()}`);
      const plain = decryptAndClose(await openArtifact(sha256), sha256, key);
      await writeDurably(part, plain, 0o644);
      await rename(part, path);
    },
    async remove(sha256, putBefore) {
      const path = pathOf(sha256);
      if (putBefore !== undefined) {
        const found = await stat(path).catch(() => undefined);
        if (found === undefined || found.mtime > putBefore) return;
      }
      await rm(path, { force: true });
      await syncFolder(dirname(path)).catch(() => undefined);
    },
  };
}

/** What a failed look at the artifact's file means. */
function missing(sha256: string) {
  return (error: unknown): never => {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw absent ? new PosthumanError("ARTIFACT_MISSING", { sha256 }, { cause: error }) : error;
  };
}

async function* decryptAndClose(
  file: FileHandle,
  sha256: string,
  key: Uint8Array,
): AsyncGenerator<Buffer, void> {
  await using opened = file;
  yield* decryptArtifact(opened, sha256, key);
}

/** Reads a path that a job may have written. */
async function* readFileOnly(path: string): AsyncGenerator<Buffer, void> {
  await using file = await openRegular(path);
  if (!file) throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it is not a regular file" });
  for await (const chunk of file.createReadStream({ highWaterMark: 1 << 18, autoClose: false }))
    yield chunk as Buffer;
}

/**
 * Compares `key` with the one that the store at `folder` was made with; a new store takes it.
 * The check file holds a value derived from the key, from which the key cannot be recovered.
 * @throws PosthumanError `STORE_KEY_INVALID`.
 */
export async function checkStoreKey(folder: string, key: Uint8Array): Promise<void> {
  if (key.length !== 32)
    throw new PosthumanError("STORE_KEY_INVALID", { folder, reason: `it has ${key.length} bytes, not 32` });
  const check = Buffer.from(hkdfSync("sha256", key, "", "posthuman store key check 1", 32));
  const file = join(folder, "key-check");
  const temporary = join(folder, "temporary", temporaryName());
  await writeFile(temporary, check, { mode: 0o600, flush: true });
  try {
    // A link, unlike a rename, never replaces: of two processes that make the store, the first one's key stays.
    await link(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  const found = await readFile(file);
  if (found.length !== check.length || !timingSafeEqual(found, check))
    throw new PosthumanError("STORE_KEY_INVALID", { folder, reason: "it was made with another key" });
}
