import { readFile } from "node:fs/promises";
import type { Artifact, ArtifactResolver } from "@nomicfoundation/ignition-core";

/**
 * Finds our contracts where `npx hardhat build` puts them, so that a deployment need not start Hardhat.
 * Rejects with ENOENT if they were never built.
 */
export const ourArtifacts: ArtifactResolver = {
  async loadArtifact(name) {
    const file = new URL(`../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    return JSON.parse(await readFile(file, "utf8")) as Artifact;
  },
  getBuildInfo: () => Promise.resolve(undefined),
};
