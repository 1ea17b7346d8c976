import { openAsBlob } from "node:fs";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** Bytes to send: in memory, as a browser's file, or as a path on this machine. */
export type Source = Uint8Array | Blob | string;

/**
 * A source as a blob, which is read piece by piece.
 *
 * @throws PosthumanError `FILE_UNREADABLE`.
 */
export async function openSource(source: Source): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (typeof source !== "string") return new Blob([new Uint8Array(source)]);
  try {
    return await openAsBlob(source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PosthumanError("FILE_UNREADABLE", { path: source, reason }, { cause });
  }
}
