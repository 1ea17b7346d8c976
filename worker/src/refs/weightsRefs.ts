import { canonicalJson, weightsRootOf, type WeightsFile, type WeightsRootParameters } from "@posthuman/sdk";
import type { Refs } from "./openRefs.ts";

/**
 * Writes down which files of the store a weights root stands for.
 * @returns The weights root.
 */
export async function writeWeights(refs: Refs, weights: WeightsRootParameters): Promise<string> {
  const root = weightsRootOf(weights);
  const document = canonicalJson({ ...weights, chainId: Number(weights.chainId) });
  await refs.write(Buffer.from(document), "weights", root);
  return root;
}

/** The files that a weights root stands for; `undefined` if this worker does not have them. */
export async function readWeights(refs: Refs, root: string): Promise<readonly WeightsFile[] | undefined> {
  const bytes = await refs.read("weights", root);
  return bytes && (JSON.parse(bytes.toString()) as { files: WeightsFile[] }).files;
}
