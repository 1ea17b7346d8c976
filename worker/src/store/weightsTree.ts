import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PosthumanError, type WeightsFile } from "@posthuman/sdk";
import type { ArtifactStore } from "./openStore.ts";
import { checkSafetensors, checkTrainingNgrams, isWeightsName, TRAINING_NGRAMS } from "./weightsFormat.ts";

/**
 * Stores a model's folder. It may hold only regular files that transformers needs to load a model, weights as
 * safetensors; any other thing in it refuses the whole folder before a byte is stored.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
export async function putTree(store: ArtifactStore, folder: string): Promise<{ files: WeightsFile[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (!entry.isFile()) throw refused(entry.name, "it is no regular file");
    if (!isWeightsName(entry.name))
      throw refused(entry.name, "only safetensors and a model's JSON files are taken");
    if (entry.name.endsWith(".safetensors")) await checkSafetensors(join(folder, entry.name));
    if (entry.name === TRAINING_NGRAMS) await checkTrainingNgrams(join(folder, entry.name));
  }
  if (!entries.some(({ name }) => name.endsWith(".safetensors") && name !== TRAINING_NGRAMS))
    throw refused("model.safetensors", "it is missing");
  const files: WeightsFile[] = [];
  for (const { name } of entries) files.push({ path: name, ...(await store.put(join(folder, name))) });
  return { files };
}

/**
 * Says where the files of a model are to be found in a run, by their content.
 * @param folder Where the model is to be, below `/data`.
 * @throws PosthumanError `WEIGHTS_FORMAT` for a path that no model has.
 */
export function stageTree(
  files: readonly WeightsFile[],
  folder: string,
): { readonly path: string; readonly sha256: string }[] {
  return files.map(({ path, sha256 }) => {
    if (!isWeightsName(path)) throw refused(path, "no model has a file of this name");
    return { path: `${folder}/${path}`, sha256 };
  });
}

function refused(name: string, reason: string): PosthumanError {
  return new PosthumanError("WEIGHTS_FORMAT", { name: name.slice(0, 128), reason });
}
