import type { MarketSettings } from "./modules/marketOn.ts";

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
  /** Ocean's BPool, where one is to be used that is there already. */
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
