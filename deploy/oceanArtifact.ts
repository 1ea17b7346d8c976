import { createRequire } from "node:module";
import type { Artifact } from "@nomicfoundation/ignition-core";

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
