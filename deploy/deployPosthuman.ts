import assert from "node:assert/strict";
import { deploy, DeploymentResultType, type EIP1193Provider } from "@nomicfoundation/ignition-core";
import { JsonRpcProvider, Wallet } from "ethers";
import { ourArtifacts } from "./compiled/compiledContracts.ts";
import Local from "./modules/Local.ts";
import { nodeProvider, signingProvider } from "./signingProvider.ts";

/** Where everything lies on one chain. */
interface Deployment {
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

/** Which chain to deploy to, and how. */
interface DeployLocalOptions {
  /** JSON-RPC over HTTP of a node that runs by itself, such as `npx hardhat node` or anvil. */
  rpcUrl: string;
  /** Key of the deploying account; without one, the node's first unlocked account deploys. */
  privateKey?: string;
  parameters?: MarketParameters;
  /** Folder for Ignition's journal, which lets an interrupted deployment go on; none keeps it in memory. */
  journal?: string;
}

/**
 * Deploys Ocean's contracts and ours to an empty chain in another process. The contracts must have been built.
 *
 * @returns Where everything lies.
 * @throws ENOENT without a build; AssertionError that lists what failed, if a contract could not be deployed.
 */
export async function deployLocal(options: DeployLocalOptions): Promise<Deployment> {
  const rpc = new JsonRpcProvider(options.rpcUrl, undefined, { batchMaxCount: 1, cacheTimeout: -1 });
  try {
    const provider = options.privateKey
      ? signingProvider(rpc, new Wallet(options.privateKey))
      : nodeProvider(rpc);
    return await deployPosthuman(provider, options.parameters, options.journal);
  } finally {
    rpc.destroy();
  }
}
