import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** Bytes to send: in memory, as a browser's file, or as a path on this machine. */
export type Source = Uint8Array | Blob | string;

/**
 * A source as a blob, which is read piece by piece.
 *
 * @throws PosthumanError `FILE_UNREADABLE`.
 *
 * @example
 * const text = await (await openSource("notes.txt")).text();
 */
export async function openSource(source: Source): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (typeof source !== "string") return new Blob([new Uint8Array(source)]);
  const unreadable = (reason: string, cause?: unknown) =>
    new PosthumanError("FILE_UNREADABLE", { path: source, reason }, { cause });
  try {
    if ((await stat(source)).isDirectory()) throw unreadable("it is a folder");
    return await openAsBlob(source);
  } catch (cause) {
    if (PosthumanError.is(cause)) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw unreadable(code === "ENOENT" ? "there is no such file" : (code ?? message), cause);
  }
}
