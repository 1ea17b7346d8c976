import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAddresses, PosthumanError, toJson, type Addresses } from "@posthuman/sdk";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";

/** What a deployment leaves: the addresses, as the SDK reads them, and what they were made from. */
export interface DeploymentFile extends Addresses {
  readonly network: string;
  /** The market's configuration; stakes as decimal strings. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** keccak256 over the creation code of our contracts: equal for equal builds, whatever the commit. */
  readonly build: string;
  /** Salt of the CREATE2 addresses. */
  readonly salt: string;
  /** Constructor arguments of the contracts that we created, by name. */
  readonly constructorArguments: Readonly<Record<string, readonly unknown[]>>;
}

const fileOf = (folder: string, chainId: number) => join(folder, `${chainId}.json`);

/** Writes a deployment's file. Returns its path. */
export function writeDeployment(folder: string, deployment: DeploymentFile): string {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder, deployment.chainId);
  writeFileSync(file, `${toJson(deployment, 2)}\n`);
  return file;
}

/**
 * Reads a deployment's file.
 *
 * @throws PosthumanError `NOT_DEPLOYED`, `ADDRESSES_INVALID`.
 */
export function readDeployment(folder: string, { name, chainId }: PublicNetwork): DeploymentFile {
  const file = fileOf(folder, chainId);
  if (!existsSync(file)) throw new PosthumanError("NOT_DEPLOYED", { network: name, chainId });
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  return { ...(value as DeploymentFile), ...parseAddresses(value) };
}
