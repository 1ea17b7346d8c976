import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { replaceDurably } from "../store/files.ts";

/** What a worker keeps small documents on. */
export type RefKind = "manifests" | "weights" | "receipts" | "datasets" | "conversions" | "benchmarks";

/**
 * Small documents under names: what the store's artifacts are to the worker. Each appears whole or not at all and is
 * never half changed, so that the operator's commands can add some while the worker runs.
 */
export interface Refs {
  read(kind: RefKind, ...name: readonly string[]): Promise<Buffer | undefined>;
  /** Writes a document, or the same again; when it returns, the document survives a power cut. */
  write(bytes: Uint8Array, kind: RefKind, ...name: readonly string[]): Promise<void>;
  /** Removes a document; a missing one is ignored. */
  remove(kind: RefKind, ...name: readonly string[]): Promise<void>;
  /** The last parts of the names below `name`, in order. */
  list(kind: RefKind, ...name: readonly string[]): Promise<string[]>;
}

/** Opens the documents in `folder`. */
export function openRefs(folder: string): Refs {
  return {
    read: (kind, ...name) => readFile(pathOf(folder, kind, name)).catch(absent(undefined)),
    list: async (kind, ...name) => {
      const entries = await readdir(pathOf(folder, kind, name)).catch(absent([]));
      return entries.filter((entry) => isName(entry)).sort();
    },
    remove: (kind, ...name) => rm(pathOf(folder, kind, name), { force: true }),
    async write(bytes, kind, ...name) {
      const path = pathOf(folder, kind, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await replaceDurably(path, bytes);
    },
  };
}

function pathOf(folder: string, kind: RefKind, name: readonly string[]): string {
  if (!name.every(isName)) throw new PosthumanError("NAME_INVALID", { name: name.join("/").slice(0, 100) });
  return join(folder, kind, ...name);
}

/** No dots at the beginning and no slashes, so that no name leads elsewhere. */
function isName(name: string): boolean {
  return /^[0-9a-zA-Z][0-9a-zA-Z_-]{0,127}$/.test(name);
}

function absent<T>(value: T) {
  return (error: unknown): T => {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return value;
    throw error;
  };
}
