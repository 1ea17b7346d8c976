import { hkdfSync } from "node:crypto";

/*
 * An artifact on disk: MAGIC, a random salt, then records of AES-256-GCM (cipher text and tag).
 * Every artifact has its own key, so a record's number is a safe nonce. The last record is marked in its nonce, which
 * shows truncation, and authenticates the plain bytes' hash and size, which shows two artifacts swapped on disk.
 */

/** First bytes of every artifact file; the last one is the format's version. */
export const MAGIC: Buffer = Buffer.from("PHA\u0001", "latin1");

/** Bytes of the random salt from which an artifact's key is derived. */
export const SALT_BYTES = 32;

/** Plain bytes in each record but the last, which may hold fewer (none, if the artifact is empty). */
export const RECORD_BYTES = 256 * 1024;

/** Bytes that authentication adds to each record. */
export const TAG_BYTES = 16;

/** Key of one artifact, from the store's key and the artifact's salt. */
export function artifactKey(master: Uint8Array, salt: Uint8Array): Buffer {
  return Buffer.from(hkdfSync("sha256", master, salt, "posthuman artifact 1", 32));
}

/** Nonce of record `index`, which differs for the last one. */
export function recordNonce(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 4, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** What the last record authenticates beside its bytes. */
export function artifactIdentity(sha256: string, size: number): Buffer {
  return Buffer.from(`${sha256}:${size}`, "latin1");
}

/** Plain size, in bytes, of an artifact whose file has `fileBytes`; below zero if no artifact has that length. */
export function plainSize(fileBytes: number): number {
  const body = fileBytes - MAGIC.length - SALT_BYTES;
  const records = Math.max(1, Math.ceil(body / (RECORD_BYTES + TAG_BYTES)));
  return body - records * TAG_BYTES;
}
