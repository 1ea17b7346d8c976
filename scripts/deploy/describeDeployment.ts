import { concat, keccak256, type JsonRpcProvider } from "ethers";
import { SALT } from "../../deploy/createX.ts";
import type { MarketValues } from "../../deploy/modules/marketOn.ts";
import type { PublicNetwork } from "../../deploy/publicNetworks.ts";
import type { DeploymentFile } from "./DeploymentFile.ts";
import { firstBlockOf } from "./firstBlockOf.ts";
import type { PlannedContract } from "./planDeployment.ts";

/** What was deployed. */
export interface DeployedMarket {
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
    ...{ network: network.name, chainId: network.chainId },
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
