import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { DataFolder } from "../process/openDataFolder.ts";
import { grantDataset } from "../refs/datasets.ts";

/** A dataset in the worker's store. */
export interface ImportedDataset {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Takes a file into the worker's store: a family's evaluation set, or the dataset of an asset that the operator serves.
 * Works while the worker runs.
 * @param asset Datatoken of the asset whose buyers may use the dataset.
 * @throws PosthumanError `FILE_UNREADABLE`, `DATASET_EMPTY`.
 */
export async function importDataset(
  { refs, store }: DataFolder,
  file: string,
  asset?: string,
): Promise<ImportedDataset> {
  const info = await stat(file).catch((cause: unknown) => {
    throw new PosthumanError(
      "FILE_UNREADABLE",
      { path: file, reason: (cause as { code: string }).code },
      { cause },
    );
  });
  if (!info.isFile()) throw new PosthumanError("FILE_UNREADABLE", { path: file, reason: "it is no file" });
  const name = basename(file);
  if (info.size === 0) throw new PosthumanError("DATASET_EMPTY", { name });
  const { sha256, size } = await store.put(file);
  await grantDataset(refs, sha256, { name, size, ...(asset === undefined ? {} : { asset }) });
  return { sha256, size };
}
