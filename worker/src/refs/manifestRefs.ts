import { keccak256 } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import type { Refs } from "./openRefs.ts";

/** The bytes of the manifest with this keccak256, if they are here. */
export function readManifestBytes(refs: Refs, hash: string): Promise<Buffer | undefined> {
  return refs.read("manifests", nameOf(hash));
}

/**
 * Keeps a manifest's bytes under their keccak256.
 * @returns The hash, in lower case.
 * @throws PosthumanError `MANIFEST_MISMATCH`, `NAME_INVALID`.
 */
export async function writeManifestBytes(refs: Refs, hash: string, bytes: Uint8Array): Promise<string> {
  const expected = nameOf(hash);
  const actual = keccak256(bytes);
  if (actual !== expected) throw new PosthumanError("MANIFEST_MISMATCH", { expected, actual });
  await refs.write(bytes, "manifests", expected);
  return expected;
}

function nameOf(hash: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(hash))
    throw new PosthumanError("NAME_INVALID", { name: hash.slice(0, 100) });
  return hash.toLowerCase();
}
