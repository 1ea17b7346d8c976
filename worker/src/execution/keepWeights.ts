import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { writeWeights } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import { putTree } from "../store/weightsTree.ts";
import { checkModelConfig } from "./checkModelConfig.ts";
import { configFiles } from "./configFiles.ts";

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
    throw new PosthumanError("WEIGHTS_FORMAT", { name: "model", reason: "there is none" });
  for (const name of configFiles) {
    const file = await lstat(join(folder, name)).catch(() => undefined);
    if (file && !file.isFile())
      throw new PosthumanError("WEIGHTS_FORMAT", { name, reason: "it is no regular file" });
  }
  await checkModelConfig(folder);
  const { refs, store, chainId, registry, custodian } = custody;
  const { files } = await putTree(store, folder);
  return writeWeights(refs, { chainId, registry, custodian, files });
}
