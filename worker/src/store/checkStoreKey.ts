import { hkdfSync, timingSafeEqual } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { temporaryName } from "./temporaryName.ts";

/**
 * Compares `key` with the one that the store at `folder` was made with; a new store takes it.
 * The file that tells holds a value derived from the key, from which the key cannot be had.
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
