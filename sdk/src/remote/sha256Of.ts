import { sha256 } from "@noble/hashes/sha2.js";
import { hexlify } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * Bytes to send: in memory, or as a blob, such as a browser's file or one that `openFile` of `@posthuman/sdk/node`
 * opened.
 */
export type Source = Uint8Array | Blob;

/**
 * SHA-256 of bytes, read piece by piece.
 *
 * @returns 64 hex digits and the size in bytes.
 * @throws PosthumanError `FILE_UNREADABLE` for a file that changed meanwhile.
 *
 * @example
 * const { sha256, size } = await sha256Of(file);
 */
export async function sha256Of(source: Source): Promise<{ sha256: string; size: number }> {
  const blob = blobOf(source);
  const hash = sha256.create();
  const reader = (blob.stream() as ReadableStream<Uint8Array>).getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
  } catch (cause) {
    const path = "name" in blob ? String(blob.name) : "given";
    throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it changed while it was read" }, { cause });
  }
  return { sha256: hexlify(hash.digest()).slice(2), size: blob.size };
}

/** A source as a blob. */
export function blobOf(source: Source): Blob {
  return source instanceof Blob ? source : new Blob([new Uint8Array(source)]);
}
