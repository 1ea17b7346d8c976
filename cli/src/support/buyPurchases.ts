import { buyDatatokens, type Client } from "@posthuman/sdk";
import type { Purchase } from "./choosePurchases.ts";

/** Buys parts of offers, and returns what they cost together. */
export async function buyPurchases(client: Client, purchases: readonly Purchase[]): Promise<bigint> {
  let cost = 0n;
  for (const { offer, amount } of purchases) {
    cost += (await buyDatatokens(client, { offer: offer.id, amount })).cost;
  }
  return cost;
}
