import { JsonRpcProvider, Wallet } from "ethers";
import { deployPosthuman, type Deployment, type MarketParameters } from "./deployPosthuman.ts";
import { nodeProvider, signingProvider } from "./signingProvider.ts";

/** Which chain to deploy to, and how. */
export interface DeployLocalOptions {
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
