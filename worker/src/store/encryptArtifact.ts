import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { PosthumanError } from "@posthuman/sdk";
import {
  artifactIdentity,
  artifactKey,
  MAGIC,
  RECORD_BYTES,
  recordNonce,
  SALT_BYTES,
} from "./artifactFormat.ts";

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
