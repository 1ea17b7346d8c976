import { createHash } from "node:crypto";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { openSource, type Source } from "./openSource.ts";

/**
 * SHA-256 of bytes or a file, read piece by piece.
 *
 * @param source Bytes, a blob, or the path of a file.
 * @returns 64 hex digits and the size in bytes.
 * @throws PosthumanError `FILE_UNREADABLE`.
 *
 * @example
 * const { sha256, size } = await sha256Of("corpus.txt");
 */
export async function sha256Of(source: Source): Promise<{ sha256: string; size: number }> {
  const blob = await openSource(source);
  const hash = createHash("sha256");
  try {
    for await (const piece of blob.stream()) hash.update(piece as Uint8Array);
  } catch (cause) {
    const path = typeof source === "string" ? source : "in memory";
    throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it changed while it was read" }, { cause });
  }
  return { sha256: hash.digest("hex"), size: blob.size };
}
