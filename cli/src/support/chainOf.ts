import { join } from "node:path";
import { deploymentOn, networkNamed, PosthumanError, type Addresses } from "@posthuman/sdk";
import { readAddresses } from "@posthuman/worker";
import type { WalletOptions } from "./addWalletOptions.ts";

/** Which chain, and which deployment on it. */
export interface ChainChoice {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
}

/**
 * The chain that a command's options mean: a public network by name, or any by address document and RPC URL. What the
 * options leave open is taken from the environment.
 * @throws PosthumanError `NETWORK_UNKNOWN`, `NOT_DEPLOYED`, `ADDRESSES_UNREADABLE`, `ADDRESSES_INVALID`.
 */
export async function chainOf(
  options: Pick<WalletOptions, "rpc" | "addresses" | "network">,
): Promise<ChainChoice> {
  const { POSTHUMAN_RPC_URL, POSTHUMAN_ADDRESSES, POSTHUMAN_NETWORK } = process.env;
  const network = options.network ?? POSTHUMAN_NETWORK;
  const file = options.addresses ?? POSTHUMAN_ADDRESSES;
  const rpcUrl = options.rpc ?? POSTHUMAN_RPC_URL ?? urlOf(network) ?? "http://127.0.0.1:8545";
  const addresses =
    network !== undefined && options.addresses === undefined
      ? await deployedOn(network)
      : await readAddresses(file ?? "addresses.json");
  return { rpcUrl, addresses };
}

/** The URL that the configuration variable of a network holds. */
function urlOf(network: string | undefined): string | undefined {
  if (network === undefined) return undefined;
  const { name } = networkNamed(network);
  return process.env[`${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}_RPC_URL`];
}

/** What the SDK knows, or a folder that holds deployments of one's own. */
async function deployedOn(network: string): Promise<Addresses> {
  const folder = process.env["POSTHUMAN_DEPLOYMENTS"];
  if (folder === undefined) return deploymentOn(network);
  const { name, chainId } = networkNamed(network);
  return readAddresses(join(folder, `${chainId}.json`)).catch((cause: unknown) => {
    if (!PosthumanError.is(cause, "ADDRESSES_UNREADABLE")) throw cause;
    throw new PosthumanError("NOT_DEPLOYED", { network: name, chainId }, { cause });
  });
}
