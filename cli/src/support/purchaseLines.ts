import { formatAmount, type Client, type Purchase } from "@posthuman/sdk";
import { tokenAmount } from "./tokenAmount.ts";

/** Where each part of a purchase comes from, and for how much: names and values of a plan. */
export function purchaseLines(
  client: Client,
  purchases: readonly Purchase[],
): Promise<(readonly [name: string, value: string])[]> {
  return Promise.all(
    purchases.map(async (purchase) => {
      const { amount, cost, payToken } = purchase;
      const from = purchase.source === "offer" ? `Offer ${purchase.offer}` : "Pool";
      const place = purchase.source === "offer" ? "" : ` at ${purchase.pool}`;
      return [
        from,
        `${formatAmount(amount)} for ${await tokenAmount(client, payToken, cost)}${place}`,
      ] as const;
    }),
  );
}
