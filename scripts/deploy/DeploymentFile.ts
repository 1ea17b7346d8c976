import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseAddresses, PosthumanError, toJson, type Addresses } from "@posthuman/sdk";
import { concat, keccak256, type JsonRpcProvider } from "ethers";
import { SALT } from "../../deploy/createX.ts";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import type { PlannedContract } from "./planDeployment.ts";

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

/** What was deployed. */
interface DeployedMarket {
  readonly network: PublicNetwork;
  readonly values: MarketValues;
  readonly plan: readonly PlannedContract[];
  /** Addresses by name. */
  readonly posthuman: Readonly<Record<string, string>>;
}

/** The document that a deployment leaves. It holds nothing that depends on who deployed, when, or from which commit. */
export async function describeDeployment(
  rpc: JsonRpcProvider,
  { network, values, plan, posthuman }: DeployedMarket,
): Promise<DeploymentFile> {
  const { Token = values.stakeToken, Factory = values.factory, Router = "", ...others } = network.ocean;
  return {
    network: network.name,
    chainId: network.chainId,
    startBlock: await firstBlockOf(rpc, posthuman["JobMarket"]!, network.startBlock),
    ocean: { Token, Factory, Router, ...others },
    posthuman: posthuman as DeploymentFile["posthuman"],
    parameters: { ...values },
    build: keccak256(concat(plan.map(({ artifact }) => artifact.bytecode))),
    salt: SALT,
    constructorArguments: Object.fromEntries(
      plan.map(({ name, constructorArguments }) => [name, constructorArguments]),
    ),
  };
}

/**
 * The block in which a contract came into being. The search goes back from the newest block in ever longer steps, so
 * that a node which keeps only recent states can answer for a recent contract.
 *
 * @param least No earlier block is looked at, and it is the answer where the node has forgotten too much.
 */
async function firstBlockOf(rpc: JsonRpcProvider, address: string, least: number): Promise<number> {
  const exists = async (block: number) => (await rpc.getCode(address, block)) !== "0x";
  try {
    let present = await rpc.getBlockNumber();
    let absent = present - 1;
    for (let step = 1; absent > least && (await exists(absent)); step *= 2) {
      present = absent;
      absent = Math.max(least, present - 2 * step);
    }
    while (present - absent > 1) {
      const middle = Math.floor((present + absent) / 2);
      if (await exists(middle)) present = middle;
      else absent = middle;
    }
    return present;
  } catch {
    return least;
  }
}
