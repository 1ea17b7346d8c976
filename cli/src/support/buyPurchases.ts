import { buyDatatokens, swap, type Client, type Purchase } from "@posthuman/sdk";

/**
 * Buys what was quoted, and pays at most `slippage` hundredths of a per cent more.
 * @returns What was paid, in the pay token's smallest unit.
 */
export async function buyPurchases(
  client: Client,
  purchases: readonly Purchase[],
  slippage: number,
): Promise<bigint> {
  let paid = 0n;
  for (const purchase of purchases) {
    const { amount, cost } = purchase;
    const limit = cost + (cost * BigInt(slippage)) / 10_000n;
    if (purchase.source === "offer") {
      paid += (await buyDatatokens(client, { offer: purchase.offer, amount, maxCost: limit })).cost;
    } else {
      paid += (await swap(client, { pool: purchase.pool, side: "buy", amount, limit })).baseTokens;
    }
  }
  return paid;
}
