import type { Manifest } from "@posthuman/sdk";
import { shortId, type DidOfPaid } from "../foreignAlgorithms/planAlgorithm.ts";
import type { PlannedInput } from "./PlannedJob.ts";

/**
 * Where a job finds its datasets. Its own algorithms find them by name, in a folder named by the beginning of the
 * hash; algorithms of others as Ocean has it: `inputs/<DID>/<n>`, numbered from 0 among the files of one asset.
 */
export async function planInputs(
  { datasets, algorithm }: Manifest,
  didOf: DidOfPaid,
): Promise<PlannedInput[]> {
  const inputs: PlannedInput[] = [];
  for (const { name, sha256, asset } of datasets) {
    if (algorithm === undefined) {
      inputs.push({ id: shortId(sha256), file: name, name, sha256 });
      continue;
    }
    const id = (await didOf(asset)) ?? shortId(sha256);
    const before = inputs.filter((input) => input.id === id).length;
    inputs.push({ id, file: String(before), name, sha256 });
  }
  return inputs;
}
