import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { PosthumanError } from "@posthuman/sdk";

/*
 * An artifact on disk: MAGIC, a random salt, then records of AES-256-GCM (cipher text and tag).
 * Every artifact has its own key, so a record's number is a safe nonce. The last record is marked in its nonce, which
 * shows truncation, and authenticates the plain bytes' hash and size, which shows two artifacts swapped on disk.
 */

/** First bytes of every artifact file; the last one is the format's version. */
const MAGIC: Buffer = Buffer.from("PHA\u0001", "latin1");

/** Bytes of the random salt from which an artifact's key is derived. */
const SALT_BYTES = 32;

/** Plain bytes in each record but the last, which may hold fewer (none, if the artifact is empty). */
const RECORD_BYTES = 256 * 1024;

/** Bytes that authentication adds to each record. */
const TAG_BYTES = 16;

/** SHA-256 (lower-case hex) and size in bytes of an artifact's plain bytes. */
export interface ArtifactIdentity {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Yields the bytes of an artifact's file for the plain bytes of `source`, and returns their identity.
 * @throws PosthumanError `ARTIFACT_TOO_LARGE` as soon as more than `maxBytes` came.
 */
export async function* encryptArtifact(
  source: AsyncIterable<Uint8Array>,
  master: Uint8Array,
  maxBytes: number,
): AsyncGenerator<Buffer, ArtifactIdentity> {
  const salt = randomBytes(SALT_BYTES);
  const key = artifactKey(master, salt);
  const hash = createHash("sha256");
  let size = 0;
  let index = 0;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  yield Buffer.concat([MAGIC, salt]);
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw new PosthumanError("ARTIFACT_TOO_LARGE", { maxBytes });
    hash.update(chunk);
    waiting.push(chunk);
    waitingBytes += chunk.length;
    // One byte more than a record must be at hand, so that the one written is not the last.
    if (waitingBytes <= RECORD_BYTES) continue;
    let rest = Buffer.concat(waiting);
    for (; rest.length > RECORD_BYTES; rest = rest.subarray(RECORD_BYTES))
      yield seal(key, index++, rest.subarray(0, RECORD_BYTES));
    waiting = [rest];
    waitingBytes = rest.length;
  }
  const sha256 = hash.digest("hex");
  yield seal(key, index, Buffer.concat(waiting), artifactIdentity(sha256, size));
  return { sha256, size };
}

/** One record: cipher text, then its tag. `identity` is given for the last one only. */
function seal(key: Buffer, index: number, plain: Buffer, identity?: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, recordNonce(index, identity !== undefined));
  if (identity) cipher.setAAD(identity);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/**
 * Yields the plain bytes of the open artifact file. Each chunk was authenticated before it is yielded; that they are
 * all, and are those of `sha256`, is known only when the last one was asked for and did not throw.
 * @throws PosthumanError `ARTIFACT_CORRUPT`.
 */
export async function* decryptArtifact(
  file: FileHandle,
  sha256: string,
  master: Uint8Array,
): AsyncGenerator<Buffer, void> {
  const corrupt = (reason: string) => new PosthumanError("ARTIFACT_CORRUPT", { sha256, reason });
  const fileBytes = (await file.stat()).size;
  const size = plainSize(fileBytes);
  if (size < 0) throw corrupt("it is too short");
  const header = await readExactly(file, 0, MAGIC.length + SALT_BYTES);
  if (!header?.subarray(0, MAGIC.length).equals(MAGIC)) throw corrupt("it does not begin like an artifact");
  const key = artifactKey(master, header.subarray(MAGIC.length));
  const hash = createHash("sha256");
  let position = header.length;
  for (let index = 0, last = false; !last; index++) {
    const length = Math.min(RECORD_BYTES + TAG_BYTES, fileBytes - position);
    last = position + length === fileBytes;
    const record = await readExactly(file, position, length);
    if (!record) throw corrupt("it became shorter while it was read");
    const plain = open(key, index, record, last ? artifactIdentity(sha256, size) : undefined);
    if (!plain) throw corrupt(`record ${index} does not authenticate`);
    position += length;
    hash.update(plain);
    if (last && hash.digest("hex") !== sha256) throw corrupt("its bytes have another hash");
    if (plain.length > 0) yield plain;
  }
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  const buffer = Buffer.allocUnsafe(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return buffer;
}

/** The plain bytes of a record, or nothing if it is not what `seal` wrote under this key, number and identity. */
function open(key: Buffer, index: number, record: Buffer, identity?: Buffer): Buffer | undefined {
  const end = record.length - TAG_BYTES;
  if (end < 0) return undefined;
  const nonce = recordNonce(index, identity !== undefined);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  if (identity) decipher.setAAD(identity);
  decipher.setAuthTag(record.subarray(end));
  const plain = decipher.update(record.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

/** Key of one artifact, from the store's key and the artifact's salt. */
function artifactKey(master: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", master, salt, "posthuman artifact 1", 32));
}

/** Nonce of record `index`, which differs for the last one. */
function recordNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 4, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** What the last record authenticates beside its bytes. */
function artifactIdentity(sha256: string, size: number): Buffer {
  return Buffer.from(`${sha256}:${size}`, "latin1");
}

/** Plain size, in bytes, of an artifact whose file has `fileBytes`; below zero if no artifact has that length. */
export function plainSize(fileBytes: number): number {
  const body = fileBytes - MAGIC.length - SALT_BYTES;
  const records = Math.max(1, Math.ceil(body / (RECORD_BYTES + TAG_BYTES)));
  return body - records * TAG_BYTES;
}
