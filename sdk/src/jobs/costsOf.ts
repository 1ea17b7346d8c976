import type { Terms } from "../protocol/Terms.ts";

/** One job's price in each datatoken. */
const ONE = 10n ** 18n;

/** What a job takes of one token. */
export interface Cost {
  readonly token: string;
  /** Whole datatokens of the model and of other assets, in wei. */
  readonly datatokens: bigint;
  /** The fee offered. */
  readonly fee: bigint;
}

/** What a request takes into escrow, by token: a token that is model, asset or fee at once stands here once. */
export function costsOf({ model, assets, feeToken, maxFee }: Terms): Cost[] {
  const costs = new Map<string, Cost>();
  const add = (token: string, datatokens: bigint, fee: bigint) => {
    const before = costs.get(token);
    costs.set(token, {
      token,
      datatokens: (before?.datatokens ?? 0n) + datatokens,
      fee: (before?.fee ?? 0n) + fee,
    });
  };
  for (const token of [model, ...assets]) add(token, ONE, 0n);
  if (maxFee > 0n) add(feeToken, 0n, maxFee);
  return [...costs.values()];
}
