import assert from "node:assert/strict";
import { deploy, DeploymentResultType, type EIP1193Provider } from "@nomicfoundation/ignition-core";
import Local from "./modules/Local.ts";
import { ourArtifacts } from "./ourArtifacts.ts";

/** Where everything lies on one chain. */
export interface Deployment {
  chainId: number;
  /** The first block that can hold an event of these contracts; a chain that began empty is read from its start. */
  startBlock: number;
  /** Ocean's contracts: its token, the factory of assets, the router, and the rest under Ocean's own names. */
  ocean: Record<"Token" | "Factory" | "Router", string> & Record<string, string>;
  posthuman: Record<
    "JobMarket" | "ModelRegistry" | "LineageVault" | "WorkerRegistry" | "Offers" | "PoolDesk" | "Checkout",
    string
  >;
}

/** What a market on an empty chain can be told; all times in seconds, stakes in wei of OCEAN. */
export interface MarketParameters {
  leaseSeconds?: number;
  challengeSeconds?: number;
  maxDuration?: number;
  maxAttempts?: number;
  unbondingSeconds?: number;
  leaseStake?: bigint;
  lapsePenalty?: bigint;
}

/**
 * Deploys Ocean's contracts and ours to an empty chain, from the provider's first account.
 *
 * @param provider The chain; it signs for its accounts.
 * @param parameters What differs from the module's own values.
 * @param journal Folder for Ignition's journal: an interrupted deployment goes on from it. None keeps it in memory.
 * @throws AssertionError that lists what failed, if a contract could not be deployed.
 */
export async function deployPosthuman(
  provider: EIP1193Provider,
  parameters: MarketParameters = {},
  journal?: string,
): Promise<Deployment> {
  const chainId = Number(await provider.request({ method: "eth_chainId" }));
  const result = await deploy({
    provider,
    accounts: (await provider.request({ method: "eth_accounts" })) as string[],
    artifactResolver: ourArtifacts,
    ignitionModule: Local,
    deploymentParameters: { Local: { ...parameters } },
    config: { requiredConfirmations: 1, blockPollingInterval: 25 },
    ...(journal === undefined ? {} : { deploymentDir: journal }),
  });
  assert(result.type === DeploymentResultType.SUCCESSFUL_DEPLOYMENT, JSON.stringify(result, null, 2));
  const addresses = Object.entries(Local.results).map(([name, { id }]) => [
    name,
    result.contracts[id]!.address,
  ]);
  const { JobMarket, ModelRegistry, LineageVault, WorkerRegistry, Offers, PoolDesk, Checkout, ...others } =
    Object.fromEntries(addresses) as Record<keyof typeof Local.results, string>;
  const { Ocean: Token, ERC721Factory: Factory, ...ocean } = others;
  return {
    chainId,
    startBlock: 1,
    ocean: { Token, Factory, ...ocean },
    posthuman: { JobMarket, ModelRegistry, LineageVault, WorkerRegistry, Offers, PoolDesk, Checkout },
  };
}
