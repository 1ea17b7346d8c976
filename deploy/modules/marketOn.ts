import type { ArgumentType, IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";

type Settings = Omit<MarketSettings, "poolTemplate">;

/** A market's configuration in values: addresses, seconds, and stakes in the token's smallest unit. */
export type MarketValues = {
  readonly [K in keyof Settings]: K extends "feeTokens"
    ? string[]
    : K extends "factory" | "stakeToken" | "slashSink"
      ? string
      : K extends "leaseStake" | "lapsePenalty"
        ? bigint
        : number;
} & {
  /** Ocean's BPool, if an existing one is to be used. */
  readonly poolTemplate?: string;
};

/** What each public network gets where `deploy/parameters/<chainId>.json` says nothing else; addresses are Ocean's. */
export const defaultValues: Omit<
  MarketValues,
  "factory" | "stakeToken" | "slashSink" | "feeTokens" | "poolTemplate"
> = {
  leaseSeconds: 900,
  challengeSeconds: 3_600,
  maxDuration: 30 * 86_400,
  maxAttempts: 3,
  unbondingSeconds: 7 * 86_400,
  leaseStake: 10n ** 20n,
  lapsePenalty: 5n * 10n ** 18n,
};

/**
 * A market's configuration: the fields of the contract's `MarketConfig`, as values or Ignition parameters, and Ocean's
 * BPool, of which every pool is a clone.
 */
type MarketSettings = Record<
  | "factory"
  | "stakeToken"
  | "slashSink"
  | "leaseSeconds"
  | "challengeSeconds"
  | "maxDuration"
  | "maxAttempts"
  | "unbondingSeconds"
  | "leaseStake"
  | "lapsePenalty"
  | "feeTokens"
  | "poolTemplate",
  ArgumentType
>;

/**
 * Our contracts beside an existing Ocean. The market's constructor deploys the registry, the vault and the
 * worker registry; what sells datatokens comes after it.
 */
export function marketOn(m: IgnitionModuleBuilder, { poolTemplate, ...config }: MarketSettings) {
  const JobMarket = m.contract("JobMarket", [config]);
  const ModelRegistry = m.contractAt("ModelRegistry", m.staticCall(JobMarket, "REGISTRY"));
  const LineageVault = m.contractAt("LineageVault", m.staticCall(JobMarket, "VAULT"));
  const WorkerRegistry = m.contractAt("WorkerRegistry", JobMarket);
  const Offers = m.contract("Offers", [JobMarket]);
  const PoolDesk = m.contract("PoolDesk", [JobMarket, config.factory, poolTemplate]);
  const Checkout = m.contract("Checkout", [JobMarket, Offers, PoolDesk]);
  return { JobMarket, ModelRegistry, LineageVault, WorkerRegistry, Offers, PoolDesk, Checkout };
}
