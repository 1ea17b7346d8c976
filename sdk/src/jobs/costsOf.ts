import type { Terms } from "../protocol/job.ts";

/** One job's price in each datatoken. */
const ONE = 10n ** 18n;

/** What a job takes of one token. */
export interface Cost {
  readonly token: string;
  /** Whole datatokens of the model and of other assets, in wei. */
  readonly datatokens: bigint;
  /** The fee offered. */
  readonly fee: bigint;
  /** The most that is paid for what is bought together with the job. */
  readonly purchases: bigint;
}

/** What a request takes into escrow, by token: one entry for a token that is model, asset or fee at once. */
export function costsOf({ model, assets, feeToken, maxFee }: Terms): Cost[] {
  const costs = [model, ...assets].map((token) => ({ ...nothing, token, datatokens: ONE }));
  return sumByToken(maxFee > 0n ? [...costs, { ...nothing, token: feeToken, fee: maxFee }] : costs);
}

/** Adds costs up, so that each token is in the result once, in the order in which they first appear. */
export function sumByToken(costs: readonly Cost[]): Cost[] {
  const sums = new Map<string, Cost>();
  for (const { token, datatokens, fee, purchases } of costs) {
    const before = sums.get(token) ?? nothing;
    sums.set(token, {
      token,
      datatokens: before.datatokens + datatokens,
      fee: before.fee + fee,
      purchases: before.purchases + purchases,
    });
  }
  return [...sums.values()];
}

const nothing = { datatokens: 0n, fee: 0n, purchases: 0n };
