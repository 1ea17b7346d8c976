import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { writeWeights } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { putTree } from "../store/weights.ts";

/** For whom weights are kept, and where. */
export interface Custody {
  readonly refs: Refs;
  readonly store: ArtifactStore;
  readonly chainId: bigint;
  /** The ModelRegistry. */
  readonly registry: string;
  readonly custodian: string;
}

/**
 * Takes a model's folder into the store, and writes down its weights root.
 * @returns The weights root.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
export async function keepWeights(folder: string, custody: Custody): Promise<string> {
  // A link could lead out of a job's folder.
  const info = await lstat(folder).catch(() => undefined);
  if (!info?.isDirectory())
    throw new PosthumanError("WEIGHTS_FORMAT", { name: "model", reason: "it is missing" });
  for (const name of configFiles) {
    const file = await lstat(join(folder, name)).catch(() => undefined);
    if (file && !file.isFile())
      throw new PosthumanError("WEIGHTS_FORMAT", { name, reason: "it is not a regular file" });
  }
  await checkModelConfig(folder);
  const { refs, store, chainId, registry, custodian } = custody;
  const { files } = await putTree(store, folder);
  return writeWeights(refs, { chainId, registry, custodian, files });
}

/** Files that hold the configuration of a model, of its tokenizer, or of what prepares its pictures and sound. */
const configFiles = [
  "config.json",
  "tokenizer_config.json",
  "generation_config.json",
  "preprocessor_config.json",
  "processor_config.json",
] as const;

/** Fields of a model's configuration that make loaders run code of the model's own. */
const CODE_FIELDS = ["auto_map", "custom_pipelines"];

/**
 * Makes sure that a model's configuration is there, is JSON, and asks for no code of its own.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
export async function checkModelConfig(folder: string): Promise<void> {
  for (const name of configFiles) {
    const text = await readFile(join(folder, name), "utf8").catch(() => undefined);
    if (text === undefined && name === "config.json") throw refused(name, "it is missing");
    if (text === undefined) continue;
    const config = parse(text);
    if (typeof config !== "object" || config === null) throw refused(name, "it is not a JSON object");
    const field = CODE_FIELDS.find((one) => one in config);
    if (field !== undefined) throw refused(name, `its ${field} would run code of the model's own`);
    if (name === "config.json" && !("model_type" in config))
      throw refused(name, "it does not name a model_type");
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refused(name: string, reason: string): PosthumanError {
  return new PosthumanError("WEIGHTS_FORMAT", { name, reason });
}
