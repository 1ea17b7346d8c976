import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the bootstrap keeps the tools it fetched; ignored by git, and safe to delete. */
export const toolchain = join(root, ".toolchain");

/**
 * A mark that an install was completed, with what it was made from. It is written last and by a rename, so that an
 * install that was interrupted has none and is made again.
 * @param {string} file where the mark is kept: inside of what was installed, so that both disappear together
 * @param {string[]} parts what the install depends on: words, or the content of files
 */
export function stamp(file, parts) {
  const hash = createHash("sha256");
  for (const part of [process.platform, process.arch, ...parts]) hash.update(`${part.length}:${part}`);
  const expected = hash.digest("hex");
  return {
    fresh: () => existsSync(file) && readFileSync(file, "utf8") === expected,
    write() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, expected);
      renameSync(`${file}.new`, file);
    },
  };
}
