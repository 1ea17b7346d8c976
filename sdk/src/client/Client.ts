import type { ContractTransactionReceipt, Provider, Signer } from "ethers";
import type { Addresses } from "../base/Addresses.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Checkout } from "../generated/Checkout.ts";
import type { JobMarket } from "../generated/JobMarket.ts";
import type { LineageVault } from "../generated/LineageVault.ts";
import type { ModelRegistry } from "../generated/ModelRegistry.ts";
import type { Offers } from "../generated/Offers.ts";
import type { PoolDesk } from "../generated/PoolDesk.ts";
import type { WorkerRegistry } from "../generated/WorkerRegistry.ts";
import { decodeError } from "./decodeError.ts";

/** Our contracts on the client's chain, for calls that the SDK has no function for. */
export interface Contracts {
  readonly market: JobMarket;
  readonly registry: ModelRegistry;
  readonly vault: LineageVault;
  readonly workers: WorkerRegistry;
  readonly offers: Offers;
  readonly poolDesk: PoolDesk;
  readonly checkout: Checkout;
}

/** A connection to one deployment on one chain; every function of the SDK takes it first. Made by `connect`. */
export interface Client {
  readonly provider: Provider;
  readonly chainId: bigint;
  readonly addresses: Addresses;
  readonly contracts: Contracts;
  /** Who signs; absent if the client only reads. */
  readonly signer?: Signer | undefined;
  /** Address of the signer. */
  readonly account?: string | undefined;
  /** The chain's endpoint without its secrets, for error messages. */
  readonly url: string;
  /** Called with each transaction that was sent and mined. */
  readonly onSent?: ((receipt: ContractTransactionReceipt) => void) | undefined;
  /** Closes the connection that `connect` opened; a provider that was passed in stays open. */
  close(): void;
}

/**
 * Runs calls that only read, and turns whatever fails into the catalogue's words.
 *
 * @throws PosthumanError whatever the contract refused, or `RPC_UNREACHABLE`.
 *
 * @example
 * const custodian = await read(client, () => client.contracts.registry.custodianOf(model));
 */
export async function read<T>(client: Client, calls: () => Promise<T>): Promise<T> {
  try {
    return await calls();
  } catch (error) {
    throw decodeError(error, client);
  }
}

/**
 * The client's signer and its address.
 *
 * @throws PosthumanError `SIGNER_MISSING` if the client only reads.
 */
export function signingAccount({ signer, account }: Client): { signer: Signer; account: string } {
  if (!signer || !account) throw new PosthumanError("SIGNER_MISSING");
  return { signer, account };
}

/** Unix time of the chain's newest block, by which contracts measure deadlines. */
export async function chainTime(client: Client): Promise<bigint> {
  const block = await read(client, () => client.provider.getBlock("latest"));
  return BigInt(block!.timestamp);
}

/**
 * Where one of Ocean's contracts lies on the client's chain.
 *
 * @param name As Ocean's address file calls it, such as `FixedPrice`.
 * @throws PosthumanError `OCEAN_WITHOUT` if the deployment's address document does not name it.
 */
export function oceanAddress({ addresses, chainId }: Client, name: string): string {
  const address = addresses.ocean[name];
  if (address === undefined) throw new PosthumanError("OCEAN_WITHOUT", { name, chainId });
  return address;
}
