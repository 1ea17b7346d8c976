import { createDecipheriv, createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { PosthumanError } from "@posthuman/sdk";
import {
  artifactIdentity,
  artifactKey,
  MAGIC,
  plainSize,
  RECORD_BYTES,
  recordNonce,
  SALT_BYTES,
  TAG_BYTES,
} from "./artifactFormat.ts";

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
