import { sha256 } from "@noble/hashes/sha2.js";
import { hexlify } from "ethers";
import { bytesOf } from "../base/bytes.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/**
 * Bytes to send: in memory, or as a blob, such as a browser's file or one that `openFile` of `@posthuman/sdk/node`
 * opened. A blob of another realm or package is copied into memory first.
 */
export type Source = ArrayBufferView | ArrayBuffer | Blob;

/**
 * SHA-256 of bytes, read piece by piece.
 *
 * @returns 64 hex digits and the size in bytes.
 * @throws PosthumanError `FILE_UNREADABLE` for a file that changed meanwhile; `ARGUMENT_INVALID` for what is neither
 * bytes nor a blob, such as a string.
 *
 * @example
 * const { sha256, size } = await sha256Of(file);
 */
export async function sha256Of(source: Source): Promise<{ sha256: string; size: number }> {
  const blob = await blobOf(source);
  const hash = sha256.create();
  try {
    for await (const piece of piecesOf(blob)) hash.update(piece);
  } catch (cause) {
    throw unreadable(blob, cause);
  }
  return { sha256: hexlify(hash.digest()).slice(2), size: blob.size };
}

/**
 * A source as a blob of this realm: `fetch` would send any other as its name, or as nothing.
 *
 * @throws PosthumanError `ARGUMENT_INVALID`, `FILE_UNREADABLE`.
 */
export async function blobOf(source: Source): Promise<Blob> {
  if (source instanceof Blob) return source;
  const bytes = bytesOf(source);
  // A copy, as a blob takes no memory that is shared.
  if (bytes) return new Blob([bytes.slice()]);
  if (!isBlob(source)) {
    const reason = "it must be bytes or a blob; encode text as bytes first";
    throw new PosthumanError("ARGUMENT_INVALID", { argument: "source", reason });
  }
  try {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for await (const piece of piecesOf(source)) pieces.push(piece.slice());
    return new Blob(pieces);
  } catch (cause) {
    throw unreadable(source, cause);
  }
}

/** Whether it has what blobs have, whatever made it; older ones cannot be streamed. */
function isBlob(value: unknown): value is Blob {
  if (typeof value !== "object" || value === null) return false;
  const { size, stream, arrayBuffer } = value as Partial<Record<keyof Blob, unknown>>;
  return typeof size === "number" && (typeof stream === "function" || typeof arrayBuffer === "function");
}

async function* piecesOf(blob: Blob): AsyncGenerator<Uint8Array> {
  if (typeof blob.stream !== "function") {
    yield new Uint8Array(await blob.arrayBuffer());
    return;
  }
  const reader = (blob.stream() as ReadableStream<Uint8Array>).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

function unreadable(blob: Blob, cause: unknown): PosthumanError {
  const path = "name" in blob ? String(blob.name) : "given";
  return new PosthumanError("FILE_UNREADABLE", { path, reason: "it changed while it was read" }, { cause });
}
