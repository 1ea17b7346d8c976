import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Artifact, ArtifactResolver } from "@nomicfoundation/ignition-core";

/**
 * Finds our contracts where `npx hardhat build` puts them, so that a deployment need not start Hardhat.
 * Rejects with ENOENT if they were never built.
 */
export const ourArtifacts: ArtifactResolver = {
  async loadArtifact(name) {
    const file = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
    return JSON.parse(await readFile(file, "utf8")) as Artifact;
  },
  getBuildInfo: () => Promise.resolve(undefined),
};

const require = createRequire(import.meta.url);

/**
 * Ocean's own compiled contract, as npm ships it.
 *
 * @param path Folder and name below Ocean's `contracts/`, such as `pools/FactoryRouter`.
 * @throws MODULE_NOT_FOUND if the package has no such contract.
 */
export function oceanArtifact(path: string): Artifact {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return require(`@oceanprotocol/contracts/artifacts/contracts/${path}.sol/${name}.json`) as Artifact;
}
