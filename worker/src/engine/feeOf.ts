/** A worker's price for one kind of job, in the fee token's smallest unit. */
export interface Price {
  readonly fixed: bigint;
  readonly perSecond: bigint;
}

/** What the worker asks for a job that ran `seconds`, at most `maxFee`. A begun second counts whole. */
export function feeOf(price: Price, seconds: number, maxFee: bigint): bigint {
  const fee = price.fixed + price.perSecond * BigInt(Math.ceil(Math.max(0, seconds)));
  return fee < maxFee ? fee : maxFee;
}
