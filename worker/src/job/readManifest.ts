import { parseManifest, PosthumanError, type Manifest, type Terms } from "@posthuman/sdk";
import { keccak256 } from "ethers";
import { readManifestBytes } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";

const DATA_URI = /^data:application\/json;base64,([A-Za-z0-9+/]*={0,2})$/;

/**
 * Gets the manifest of a job, from the worker's own store or out of the URI itself; nothing is fetched from elsewhere.
 * @throws PosthumanError `MANIFEST_MISSING`, `MANIFEST_UNREACHABLE`, `MANIFEST_MISMATCH`, `MANIFEST_INVALID`,
 * `MANIFEST_CONTRADICTS_TERMS`, `TASK_UNKNOWN`.
 */
export async function readManifest(refs: Refs, terms: Terms): Promise<Manifest> {
  const bytes = await fetchBytes(refs, terms);
  const actual = keccak256(bytes);
  if (actual !== terms.manifestHash) {
    throw new PosthumanError("MANIFEST_MISMATCH", { expected: terms.manifestHash, actual });
  }
  const manifest = parseManifest(bytes);
  for (const field of ["kind", "model"] as const) {
    if (manifest[field] === terms[field]) continue;
    throw new PosthumanError("MANIFEST_CONTRADICTS_TERMS", {
      field,
      manifest: manifest[field],
      terms: terms[field],
    });
  }
  return manifest;
}

async function fetchBytes(refs: Refs, { manifestHash, manifestURI }: Terms): Promise<Uint8Array> {
  if (manifestURI === "" || manifestURI === `posthuman:${manifestHash}`) {
    const bytes = await readManifestBytes(refs, manifestHash);
    if (!bytes) throw new PosthumanError("MANIFEST_MISSING", { hash: manifestHash });
    return bytes;
  }
  const data = DATA_URI.exec(manifestURI)?.[1];
  if (data === undefined)
    throw new PosthumanError("MANIFEST_UNREACHABLE", { uri: manifestURI.slice(0, 100) });
  return Buffer.from(data, "base64");
}
