import { toUtf8String } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { canonicalJson } from "./canonicalJson.ts";
import { checkManifest } from "./checkManifest.ts";
import type { Manifest } from "./Manifest.ts";

/**
 * Reads a manifest from its bytes.
 *
 * @param bytes What the manifest hash was made of.
 * @throws PosthumanError `MANIFEST_INVALID` if they are no manifest in canonical form; `TASK_UNKNOWN`.
 *
 * @example
 * parseManifest(await readFile("manifest.json")).kind; // "train"
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  let text: string;
  let value: unknown;
  try {
    text = toUtf8String(bytes);
    value = JSON.parse(text);
  } catch (cause) {
    throw new PosthumanError("MANIFEST_INVALID", { problems: "it is not JSON in UTF-8" }, { cause });
  }
  const manifest = checkManifest(value);
  if (canonicalJson(manifest) !== text) {
    throw new PosthumanError("MANIFEST_INVALID", { problems: "it is not in canonical form (RFC 8785)" });
  }
  return manifest;
}
