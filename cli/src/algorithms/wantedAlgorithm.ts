import type { WantedAlgorithm } from "@posthuman/sdk";
import { readAlgorithm } from "./readAlgorithm.ts";

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
