import type { ContractTransactionReceipt, Provider, Signer } from "ethers";
import type { Checkout } from "../generated/Checkout.ts";
import type { JobMarket } from "../generated/JobMarket.ts";
import type { LineageVault } from "../generated/LineageVault.ts";
import type { ModelRegistry } from "../generated/ModelRegistry.ts";
import type { Offers } from "../generated/Offers.ts";
import type { PoolDesk } from "../generated/PoolDesk.ts";
import type { WorkerRegistry } from "../generated/WorkerRegistry.ts";
import type { Addresses } from "./Addresses.ts";

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
