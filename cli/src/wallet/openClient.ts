import { join } from "node:path";
import {
  connect,
  deploymentOn,
  networkNamed,
  PosthumanError,
  type Addresses,
  type Client,
} from "@posthuman/sdk";
import { readAddresses, readKey } from "@posthuman/sdk/node";
import type { JsonRpcProvider } from "ethers";
import type { WalletOptions } from "../options/wallet.ts";
import { keystorePassword } from "../terminal/ask.ts";
import { addressIn } from "./keystore.ts";

/**
 * Connects as the options say, for reading. The account, if there is one, is known, but no password is asked for.
 * @throws PosthumanError whatever is wrong with addresses, key or chain.
 */
export async function openClient(options: WalletOptions): Promise<Client> {
  const { account, keystore, keyFile } = options;
  if (account !== undefined || keyFile !== undefined) return openSigner(options);
  const { rpcUrl, addresses } = await chainOf(options);
  const client = await connect({ rpcUrl, addresses });
  const address = keystore === undefined ? undefined : await addressIn(keystore);
  return address === undefined ? client : { ...client, account: address };
}

/**
 * Connects as the options say, with an account that signs.
 * @throws PosthumanError `ACCOUNT_MISSING`, and whatever is wrong with addresses, key or chain.
 */
export async function openSigner(options: WalletOptions): Promise<Client> {
  const { account, keystore, keyFile, passwordFile } = options;
  if (account === undefined && keystore === undefined && keyFile === undefined) {
    throw new PosthumanError("ACCOUNT_MISSING");
  }
  const { rpcUrl, addresses } = await chainOf(options);
  if (account !== undefined) return withUnlocked(await connect({ rpcUrl, addresses }), account);
  const { privateKey } = await readKey(
    keyFile === undefined ? { keystore, passwordFile } : { file: keyFile },
    () => keystorePassword(keystore),
  );
  return connect({ rpcUrl, addresses, privateKey });
}

/** The same connection, with an account that the node signs for. */
async function withUnlocked(reader: Client, account: string): Promise<Client> {
  const provider = reader.provider as JsonRpcProvider;
  const signer = await provider.getSigner(account).catch((cause: unknown) => {
    reader.close();
    throw new PosthumanError("ACCOUNT_LOCKED", { account }, { cause });
  });
  const client = await connect({ provider, signer, addresses: reader.addresses });
  return { ...client, close: () => reader.close() };
}

/** Does something with a connection, and closes it whatever happens. */
export async function withClient<T>(
  opening: Promise<Client>,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await opening;
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** Which chain, and which deployment on it. */
interface ChainChoice {
  readonly rpcUrl: string;
  readonly addresses: Addresses;
}

/**
 * The chain that a command's options mean: a public network by name, or any by address document and RPC URL. What the
 * options leave open is taken from the environment.
 * @throws PosthumanError `NETWORK_UNKNOWN`, `NOT_DEPLOYED`, `ADDRESSES_UNREADABLE`, `ADDRESSES_INVALID`.
 */
async function chainOf(options: Pick<WalletOptions, "rpc" | "addresses" | "network">): Promise<ChainChoice> {
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

/** What the SDK knows, or what a folder with your own deployments holds. */
async function deployedOn(network: string): Promise<Addresses> {
  const folder = process.env["POSTHUMAN_DEPLOYMENTS"];
  if (folder === undefined) return deploymentOn(network);
  const { name, chainId } = networkNamed(network);
  return readAddresses(join(folder, `${chainId}.json`)).catch((cause: unknown) => {
    if (!PosthumanError.is(cause, "ADDRESSES_UNREADABLE")) throw cause;
    throw new PosthumanError("NOT_DEPLOYED", { network: name, chainId }, { cause });
  });
}
