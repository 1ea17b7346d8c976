/** A worker's price for one kind of job, in the fee token's smallest unit. */
export interface Price {
  readonly fixed: bigint;
  readonly perSecond: bigint;
}

/**
 * What a worker may ask for a job: its price, at most what the job offers.
 *
 * @param seconds How long the job ran; a begun second counts whole.
 *
 * @example
 * jobFee({ fixed: 5n, perSecond: 2n }, 1.1, terms.maxFee); // 9n
 */
export function jobFee({ fixed, perSecond }: Price, seconds: number, maxFee: bigint): bigint {
  return lesser(fixed + perSecond * BigInt(Math.ceil(Math.max(0, seconds))), maxFee);
}

/**
 * What a session costs by the rule `used`: the part of the agreed fee that the used tokens are of the budget, rounded up.
 *
 * @param price What the worker asks for the whole budget; at most `maxFee` is agreed.
 * @param used Tokens that were used; more than the budget cost no more.
 * @param budget Tokens that the manifest allows, at least one.
 *
 * @example
 * sessionFee(7n, terms.maxFee, 1, 3); // 3n
 */
export function sessionFee(price: bigint, maxFee: bigint, used: number, budget: number): bigint {
  const whole = BigInt(budget);
  return (lesser(price, maxFee) * BigInt(Math.min(used, budget)) + whole - 1n) / whole;
}

/**
 * Whether a settled result gives birth to a model: a training that gained something, and at least what the family asks.
 *
 * @param result The `gain` that was submitted, in 1e-18 of the task's metric.
 * @param minGain The family's least gain, in the same unit.
 */
export function earnsBirth(kind: string, { gain }: { readonly gain: bigint }, minGain: bigint): boolean {
  return kind === "train" && gain > 0n && gain >= minGain;
}

const lesser = (a: bigint, b: bigint) => (a < b ? a : b);
