import { listOffers, PosthumanError, formatAmount, type Client, type Offer } from "@posthuman/sdk";

/** Part of an offer that is to be bought. */
export interface Purchase {
  readonly offer: Offer;
  readonly amount: bigint;
}

/**
 * The cheapest way to buy an amount from the open offers.
 * @throws PosthumanError `NOTHING_FOR_SALE`.
 */
export async function choosePurchases(
  client: Client,
  { token, name, amount, payToken }: { token: string; name: string; amount: bigint; payToken: string },
): Promise<Purchase[]> {
  const offers = (await listOffers(client, { token })).filter((offer) => offer.payToken === payToken);
  const purchases: Purchase[] = [];
  let missing = amount;
  for (const offer of offers) {
    const part = offer.amount < missing ? offer.amount : missing;
    if (part > 0n) purchases.push({ offer, amount: part });
    missing -= part;
  }
  if (missing === 0n) return purchases;
  const left = formatAmount(amount - missing);
  throw new PosthumanError("NOTHING_FOR_SALE", { amount: formatAmount(amount), token: name, left });
}
