import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import {
  parseAlgorithmMetadata,
  PosthumanError,
  type AlgorithmDescription,
  type WantedAlgorithm,
} from "@posthuman/sdk";
import { zipOf } from "./zipOf.ts";

/** What commands say of their option `--algorithm`. */
export const ALGORITHM_HELP =
  "run this in place of the worker's own: an asset's datatoken, a folder of yours, or the SHA-256 of what you brought";

/**
 * The algorithm that a person means: a published one by its datatoken's address; one that the person brought to the
 * worker before, by its SHA-256; or a folder.
 * @throws PosthumanError as `readAlgorithm`.
 */
export async function wantedAlgorithm(text: string | undefined): Promise<WantedAlgorithm | undefined> {
  if (text === undefined) return undefined;
  const brought = /^(?:0x)?([0-9a-f]{64})$/i.exec(text)?.[1]?.toLowerCase();
  if (brought !== undefined) return { sha256: brought };
  if (text.startsWith("0x")) return { asset: text };
  const { bytes, file, name, entrypoint, image, sha256 } = await readAlgorithm(text);
  return { sha256, entrypoint, image, name, file: { name: file, source: bytes } };
}

/** An algorithm that was read from its folder. */
export interface LocalAlgorithm extends AlgorithmDescription {
  /** Its one file: the program or, of several files, an archive that Python runs. */
  readonly bytes: Buffer;
  /** What the file is called. */
  readonly file: string;
}

/** Bytes that an algorithm's file may have. */
const MOST_BYTES = 64 * 2 ** 20;

/** What is written about a program, and is no part of it. */
const ASIDE = /^(?:metadata\.json|README\.md|outputs|__pycache__|\..*)$/;

/**
 * Reads an algorithm's folder: `metadata.json`, and `algorithm.py` or else everything around `__main__.py`.
 * @throws PosthumanError `ALGORITHM_FOLDER_INVALID`, `ALGORITHM_METADATA_INVALID`.
 */
export async function readAlgorithm(folder: string): Promise<LocalAlgorithm> {
  const invalid = (reason: string, cause?: unknown) =>
    new PosthumanError("ALGORITHM_FOLDER_INVALID", { folder, reason }, { cause });
  const names: string[] = await readdir(folder).catch((cause: unknown) => {
    throw invalid("there is no such folder", cause);
  });
  if (!names.includes("metadata.json")) throw invalid("it has no metadata.json");
  const description = parseAlgorithmMetadata(await readJson(join(folder, "metadata.json"), invalid));
  const bundled = names.includes("__main__.py");
  if (!bundled && !names.includes("algorithm.py"))
    throw invalid("it has neither algorithm.py nor __main__.py");
  const bytes = bundled ? zipOf(await filesIn(folder)) : await readFile(join(folder, "algorithm.py"));
  if (bytes.length > MOST_BYTES) throw invalid(`its files hold more than ${MOST_BYTES} bytes`);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = bundled ? "algorithm.pyz" : "algorithm.py";
  return { ...description, bytes, file, sha256, size: bytes.length };
}

async function readJson(
  path: string,
  invalid: (reason: string, cause: unknown) => PosthumanError,
): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw invalid("its metadata.json is not JSON", cause);
  }
}

async function filesIn(folder: string): Promise<{ name: string; bytes: Buffer }[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (path) =>
        !relative(folder, path)
          .split("/")
          .some((part) => ASIDE.test(part)),
    );
  return Promise.all(
    files.map(async (path) => ({ name: relative(folder, path), bytes: await readFile(path) })),
  );
}
