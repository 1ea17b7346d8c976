import { keystorePassword } from "@posthuman/cli/terminal";
import { decodeError, PosthumanError, urlWithoutSecrets } from "@posthuman/sdk";
import { readKey } from "@posthuman/sdk/node";
import { FetchRequest, JsonRpcProvider, Network, Wallet } from "ethers";
import { publicNetworks, type PublicNetwork } from "../../deploy/publicNetworks.ts";

/** A public network that answers. */
interface OpenChain extends Disposable {
  readonly rpc: JsonRpcProvider;
  readonly rpcUrl: string;
  /** The endpoint without its secrets, for people. */
  readonly shownUrl: string;
}

const TIMEOUT_MS = 20_000;

/**
 * Connects to a network by the RPC URL of its configuration variable, and makes sure that it is that network.
 *
 * @throws PosthumanError `NETWORK_URL_MISSING`, `NETWORK_URL_INVALID`, `RPC_UNREACHABLE`, `CHAIN_MISMATCH`.
 */
export async function openChain({ name, chainId, variable }: PublicNetwork): Promise<OpenChain> {
  const urlVariable = `${variable}_RPC_URL`;
  const rpcUrl = await configured(urlVariable);
  if (!rpcUrl) throw new PosthumanError("NETWORK_URL_MISSING", { network: name, variable: urlVariable });
  if (!/^https?:/.test(rpcUrl) || !URL.canParse(rpcUrl)) {
    throw new PosthumanError("NETWORK_URL_INVALID", { variable: urlVariable });
  }
  const shownUrl = urlWithoutSecrets(rpcUrl);
  const request = new FetchRequest(rpcUrl);
  request.timeout = TIMEOUT_MS;
  const options = { staticNetwork: true, cacheTimeout: -1, batchMaxCount: 1, pollingInterval: 500 };
  const rpc = new JsonRpcProvider(request, Network.from(chainId), options);
  try {
    const actual = BigInt((await rpc.send("eth_chainId", [])) as string);
    if (actual !== BigInt(chainId)) {
      throw new PosthumanError("CHAIN_MISMATCH", { url: shownUrl, actual, expected: chainId });
    }
  } catch (error) {
    rpc.destroy();
    throw decodeError(error, { url: shownUrl });
  }
  return { rpc, rpcUrl, shownUrl, [Symbol.dispose]: () => rpc.destroy() };
}

/**
 * A network of Ocean's address file, by its name or chain id.
 *
 * @param file Another file of the same form, for practice.
 * @throws PosthumanError `NETWORK_UNKNOWN`.
 */
export function findNetwork(wanted: string, file: string | undefined): PublicNetwork {
  const all = publicNetworks(file);
  const found = all.find(({ name, chainId }) => name === wanted || String(chainId) === wanted);
  if (found) return found;
  const known = all.map(({ name }) => name).join(", ");
  throw new PosthumanError("NETWORK_UNKNOWN", { network: wanted, known });
}

/** Which account pays. */
export interface KeyOptions {
  /** An encrypted file (JSON V3); without one, the network's configuration variable holds the key. */
  readonly keystore: string | undefined;
  readonly passwordFile: string | undefined;
}

/**
 * Opens the account that pays: from an encrypted file, or from the network's configuration variable. There is no way to
 * name a key on the command line, where others would see it.
 *
 * @throws PosthumanError `DEPLOYER_KEY_MISSING`, `DEPLOYER_KEY_INVALID`, `KEYSTORE_PASSWORD_WRONG`, `KEY_UNREADABLE`, …
 */
export async function openKey(
  { name, variable }: PublicNetwork,
  { keystore, passwordFile }: KeyOptions,
): Promise<Wallet> {
  if (keystore !== undefined) {
    const ask = () => keystorePassword(keystore);
    return readKey({ keystore, passwordFile }, ask);
  }
  const keyVariable = `${variable}_PRIVATE_KEY`;
  const key = await configured(keyVariable);
  if (!key) throw new PosthumanError("DEPLOYER_KEY_MISSING", { network: name, variable: keyVariable });
  try {
    return new Wallet(key.startsWith("0x") ? key : `0x${key}`);
  } catch {
    // No cause: it could show the key.
    throw new PosthumanError("DEPLOYER_KEY_INVALID", { variable: keyVariable });
  }
}

/** Hardhat's number for it. */
const WRONG_PASSWORD = 50_000;

/**
 * The value of a configuration variable: from the environment, else, at a terminal, from Hardhat's encrypted keystore,
 * which asks for its password.
 *
 * @returns `undefined` if it is in neither.
 * @throws PosthumanError `KEYSTORE_PASSWORD_WRONG`.
 */
export async function configured(name: string): Promise<string | undefined> {
  if (process.env[name] !== undefined) return process.env[name];
  // Without a terminal, Hardhat would wait for its keystore's password forever.
  if (!process.stdin.isTTY) return undefined;
  const { default: hre } = await import("hardhat");
  const variable = { _type: "ConfigurationVariable" as const, name };
  const nowhere = () => Promise.resolve("");
  const value = await hre.hooks
    .runHandlerChain("configurationVariables", "fetchValue", [variable], nowhere)
    .catch((error: unknown) => {
      if ((error as { number?: number }).number !== WRONG_PASSWORD) throw error;
      throw new PosthumanError("KEYSTORE_PASSWORD_WRONG", { file: "of Hardhat" });
    });
  return value === "" ? undefined : value;
}
