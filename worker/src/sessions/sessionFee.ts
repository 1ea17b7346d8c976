/**
 * What a session costs by the rule `used`: of the agreed fee the part that the used tokens are of the budget, rounded up.
 * @param price What the worker asks for a whole session, at most the job's `maxFee`.
 */
export function sessionFee(price: bigint, maxFee: bigint, used: number, budget: number): bigint {
  const agreed = price < maxFee ? price : maxFee;
  const [part, whole] = [BigInt(Math.min(used, budget)), BigInt(budget)];
  return (agreed * part + whole - 1n) / whole;
}
