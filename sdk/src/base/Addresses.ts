/**
 * Where everything is on one chain: Ocean's contracts (its token, its factory of assets, its router, …) and ours. Each
 * address has its checksum.
 */
export interface Addresses {
  readonly chainId: number;
  /** The first block that can hold an event of ours. */
  readonly startBlock: number;
  readonly ocean: {
    readonly Token: string;
    readonly Factory: string;
    readonly Router: string;
    readonly [name: string]: string;
  };
  readonly posthuman: {
    readonly JobMarket: string;
    readonly ModelRegistry: string;
    readonly LineageVault: string;
    readonly WorkerRegistry: string;
    readonly Offers: string;
    readonly PoolDesk: string;
    readonly Checkout: string;
  };
}
