import { JsonRpcProvider, Wallet, type TransactionRequest } from "ethers";
import { deployPosthuman, type Deployment, type MarketParameters } from "./deployPosthuman.ts";

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
    const provider = options.privateKey ? signing(rpc, new Wallet(options.privateKey)) : asked(rpc);
    return await deployPosthuman(provider, options.parameters, options.journal);
  } finally {
    rpc.destroy();
  }
}

type Send = (call: { method: string; params?: readonly unknown[] | object }) => Promise<unknown>;

function asked(rpc: JsonRpcProvider): { request: Send } {
  return {
    request: ({ method, params }) => rpc.send(method, (params ?? []) as unknown[]) as Promise<unknown>,
  };
}

/** Signs here what a node without the key could not. Ignition fills in every field, nonce and fees included. */
function signing(rpc: JsonRpcProvider, wallet: Wallet): { request: Send } {
  const node = asked(rpc);
  return {
    async request(call) {
      if (call.method === "eth_accounts") return [wallet.address];
      if (call.method !== "eth_sendTransaction") return node.request(call);
      const [{ gas, ...transaction }] = call.params as [TransactionRequest & { gas: string }];
      const { chainId } = await rpc.getNetwork();
      const signed = await wallet.signTransaction({ ...transaction, gasLimit: gas, chainId });
      return node.request({ method: "eth_sendRawTransaction", params: [signed] });
    },
  };
}
