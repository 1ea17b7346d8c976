import {
  BaseWallet,
  FetchRequest,
  JsonRpcProvider,
  Network,
  SigningKey,
  type Provider,
  type Signer,
} from "ethers";
import type { Addresses } from "../base/Addresses.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { Checkout__factory } from "../generated/factories/Checkout__factory.ts";
import { JobMarket__factory } from "../generated/factories/JobMarket__factory.ts";
import { LineageVault__factory } from "../generated/factories/LineageVault__factory.ts";
import { ModelRegistry__factory } from "../generated/factories/ModelRegistry__factory.ts";
import { Offers__factory } from "../generated/factories/Offers__factory.ts";
import { PoolDesk__factory } from "../generated/factories/PoolDesk__factory.ts";
import { WorkerRegistry__factory } from "../generated/factories/WorkerRegistry__factory.ts";
import type { Client } from "./Client.ts";
import { decodeError } from "./decodeError.ts";
import { urlWithoutSecrets } from "./endpoint.ts";
import { parseAddresses } from "./parseAddresses.ts";

/** Which chain, which deployment on it, and who signs. */
export interface ConnectParameters {
  /** The chain: the URL of a JSON-RPC endpoint, or an ethers provider. */
  readonly rpcUrl?: string;
  readonly provider?: Provider;
  /** Who signs: an ethers signer (a browser's wallet, say), or a private key. Without either, the client only reads. */
  readonly signer?: Signer;
  readonly privateKey?: string;
  /** The deployment's address document. */
  readonly addresses: Addresses;
  /** How often to look for a new block, in milliseconds, with `rpcUrl`. */
  readonly pollingMs?: number;
  /** How long a call may take, in milliseconds, with `rpcUrl`. */
  readonly timeoutMs?: number;
}

/**
 * Connects to a deployment, and makes sure that it exists.
 *
 * @throws PosthumanError `ADDRESSES_INVALID`, `RPC_URL_INVALID`, `RPC_UNREACHABLE`, `CHAIN_MISMATCH`,
 * `ARGUMENT_INVALID` for a private key that is none, never with the key in it, or `CONTRACT_MISSING` with the name of the
 * contract that does not exist.
 *
 * @example
 * const client = await connect({ rpcUrl: "http://127.0.0.1:8545", privateKey, addresses });
 */
export async function connect(parameters: ConnectParameters): Promise<Client> {
  const addresses = parseAddresses(parameters.addresses);
  const chainId = BigInt(addresses.chainId);
  const own = (parameters.provider ?? parameters.signer?.provider) ? undefined : open(parameters, chainId);
  const provider = (own ?? parameters.provider ?? parameters.signer?.provider)!;
  const url = parameters.rpcUrl ? urlWithoutSecrets(parameters.rpcUrl) : "the provider's URL";
  try {
    const actual = await chainIdOf(provider);
    if (actual !== chainId) throw new PosthumanError("CHAIN_MISMATCH", { url, actual, expected: chainId });
    await checkContracts(provider, addresses);
    const signer = signerOf(parameters, provider);
    const account = await signer?.getAddress();
    const contracts = contractsAt(addresses, signer ?? provider);
    return { provider, chainId, addresses, contracts, signer, account, url, close: () => own?.destroy() };
  } catch (error) {
    own?.destroy();
    throw decodeError(error, { url });
  }
}

function open({ rpcUrl, pollingMs = 500, timeoutMs = 20_000 }: ConnectParameters, chainId: bigint) {
  if (rpcUrl !== undefined && !isHttp(rpcUrl)) throw new PosthumanError("RPC_URL_INVALID");
  const request = new FetchRequest(rpcUrl ?? "http://127.0.0.1:8545");
  request.timeout = timeoutMs;
  // Nothing is cached, so that what was just sent is seen at once. Without a static network, a silent endpoint would
  // be asked for its chain id forever.
  const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: pollingMs };
  return new JsonRpcProvider(request, Network.from(chainId), options);
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

async function chainIdOf(provider: Provider): Promise<bigint> {
  // A static network is only what somebody claimed. By its method, as the provider may be of another copy of ethers.
  const { send } = provider as { send?: (method: string, params: unknown[]) => Promise<unknown> };
  if (send) return BigInt((await send.call(provider, "eth_chainId", [])) as string);
  return (await provider.getNetwork()).chainId;
}

async function checkContracts(provider: Provider, { chainId, posthuman, ocean }: Addresses): Promise<void> {
  const { Token, Factory } = ocean;
  const all = Object.entries({ ...posthuman, "Ocean token": Token, "Ocean factory": Factory });
  const codes = await Promise.all(all.map(([, address]) => provider.getCode(address)));
  const [name, address] = all[codes.indexOf("0x")] ?? [];
  if (name && address) throw new PosthumanError("CONTRACT_MISSING", { name, address, chainId });
}

function signerOf({ signer, privateKey }: ConnectParameters, provider: Provider): Signer | undefined {
  if (signer) return signer.provider ? signer : signer.connect(provider);
  if (privateKey === undefined) return undefined;
  // ethers' own Wallet brings mnemonics and key files along, which a browser would load for nothing.
  return new BaseWallet(signingKey(privateKey), provider);
}

function signingKey(text: string): SigningKey {
  const digits = /^(?:0x)?([0-9a-fA-F]{64})$/.exec(text.trim())?.[1];
  try {
    // Whether there is a key of that number shows when its public key is computed.
    const key = digits === undefined ? undefined : new SigningKey(`0x${digits}`);
    if (key?.publicKey) return key;
  } catch {
    // A number that is no key. The library's error carries the key, so it is not passed on as a cause.
  }
  throw new PosthumanError("ARGUMENT_INVALID", {
    argument: "privateKey",
    reason: "it is not a private key of 64 hex digits",
  });
}

function contractsAt({ posthuman }: Addresses, runner: Provider | Signer): Client["contracts"] {
  return {
    market: JobMarket__factory.connect(posthuman.JobMarket, runner),
    registry: ModelRegistry__factory.connect(posthuman.ModelRegistry, runner),
    vault: LineageVault__factory.connect(posthuman.LineageVault, runner),
    workers: WorkerRegistry__factory.connect(posthuman.WorkerRegistry, runner),
    offers: Offers__factory.connect(posthuman.Offers, runner),
    poolDesk: PoolDesk__factory.connect(posthuman.PoolDesk, runner),
    checkout: Checkout__factory.connect(posthuman.Checkout, runner),
  };
}
