import { stat } from "node:fs/promises";
import { PosthumanError, type Addresses } from "@posthuman/sdk";
import { keepWeights } from "../execution/keepWeights.ts";
import type { DataFolder } from "../process/openDataFolder.ts";

/** Whose weights they are to be. */
export interface ImportWeightsOptions {
  readonly addresses: Addresses;
  /** Who keeps the family's weights; it is hashed into the weights root. */
  readonly custodian: string;
}

/**
 * Takes a model's folder into the worker's store: safetensors and the JSON files of a model, and nothing that runs code.
 * Works while the worker runs.
 * @returns The weights root to publish the model with.
 * @throws PosthumanError `FILE_UNREADABLE`, `WEIGHTS_FORMAT`.
 */
export async function importWeights(
  { refs, store }: DataFolder,
  folder: string,
  { addresses, custodian }: ImportWeightsOptions,
): Promise<string> {
  const info = await stat(folder).catch((cause: unknown) => {
    throw new PosthumanError(
      "FILE_UNREADABLE",
      { path: folder, reason: (cause as { code: string }).code },
      { cause },
    );
  });
  if (!info.isDirectory()) {
    throw new PosthumanError("FILE_UNREADABLE", { path: folder, reason: "it is no folder" });
  }
  const chainId = BigInt(addresses.chainId);
  return keepWeights(folder, {
    refs,
    store,
    chainId,
    registry: addresses.posthuman.ModelRegistry,
    custodian,
  });
}
