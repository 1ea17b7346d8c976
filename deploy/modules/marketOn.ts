import type { ArgumentType, IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";

/**
 * A market's configuration: the fields of the contract's `MarketConfig`, as values or Ignition parameters, and Ocean's
 * BPool, of which every pool is a clone.
 */
export type MarketSettings = Record<
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
 * Our contracts on an Ocean that is there already. The market's constructor deploys the registry, the vault and the
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
