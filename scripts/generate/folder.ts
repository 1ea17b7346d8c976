import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Generated files by their path inside their folder. */
export type Files = ReadonlyMap<string, string>;

/** Every file below a folder, as paths inside it, sorted. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/**
 * The paths of files that are missing, different, or there without being generated.
 * @param amongOthers Whether the folder may hold files of others as well.
 */
export function staleFiles(folder: string, files: Files, amongOthers = false): string[] {
  const paths = new Set([...files.keys(), ...(amongOthers ? [] : listFiles(folder))]);
  const isFresh = (path: string) =>
    existsSync(join(folder, path)) && readFileSync(join(folder, path), "utf8") === files.get(path);
  return [...paths].filter((path) => !isFresh(path)).map((path) => join(folder, path));
}

/**
 * Makes a folder hold these files and no other; files that are fresh are not touched.
 * @param amongOthers Whether to leave what else the folder holds.
 */
export function writeFiles(folder: string, files: Files, amongOthers = false): void {
  for (const path of staleFiles(folder, files, amongOthers)) {
    const content = files.get(path.slice(folder.length + 1));
    if (content === undefined) rmSync(path);
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
  }
}
