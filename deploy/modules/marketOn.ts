import type { ArgumentType, IgnitionModuleBuilder } from "@nomicfoundation/ignition-core";

/** A market's configuration: the fields of the contract's `MarketConfig`, as values or Ignition parameters. */
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
  | "feeTokens",
  ArgumentType
>;

/**
 * Our contracts on an Ocean that is there already. The market's constructor deploys the registry, the vault and the
 * worker registry; `Offers` comes after it.
 */
export function marketOn(m: IgnitionModuleBuilder, settings: MarketSettings) {
  const JobMarket = m.contract("JobMarket", [settings]);
  const ModelRegistry = m.contractAt("ModelRegistry", m.staticCall(JobMarket, "REGISTRY"));
  const LineageVault = m.contractAt("LineageVault", m.staticCall(JobMarket, "VAULT"));
  const WorkerRegistry = m.contractAt("WorkerRegistry", m.staticCall(JobMarket, "WORKERS"));
  const Offers = m.contract("Offers", [JobMarket]);
  return { JobMarket, ModelRegistry, LineageVault, WorkerRegistry, Offers };
}
