import type { Client } from "../client/Client.ts";
import { buy, type Bought } from "../datatokens/buy.ts";
import { quoteBuy, type Purchase, type QuoteBuyParameters } from "../datatokens/quoteBuy.ts";
import { slippage as boundsOf } from "../pools/slippage.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What to buy, and how far its price may rise before. */
export interface WantedPurchase extends QuoteBuyParameters {
  /** Hundredths of a per cent above the quote; default 100. */
  readonly slippage?: number;
}

/** What somebody who buys decides by. */
export interface BuyTerms {
  readonly buys: Amount;
  /** Where each part comes from, and for how much. */
  readonly purchases: readonly Purchase[];
  /** What it costs now. */
  readonly cost: Amount;
  /** What it may cost at most until it is called off. */
  readonly most: bigint;
}

/**
 * Plans a purchase of datatokens where they are cheapest now: from offers or from a pool.
 *
 * @throws PosthumanError `NOTHING_FOR_SALE`, `OFFER_AMOUNT_ZERO`, `ADDRESS_INVALID`, `ARGUMENT_INVALID`.
 *
 * @example
 * const { terms, act } = await planBuy(client, { token: model, amount: parseAmount("2"), slippage: 50 });
 */
export async function planBuy(client: Client, wanted: WantedPurchase): Promise<Plan<BuyTerms, Bought>> {
  const { token, amount, payToken = client.addresses.ocean.Token, slippage } = wanted;
  const { purchases, cost } = await quoteBuy(client, { token, amount, payToken });
  const most = purchases.reduce((sum, purchase) => sum + boundsOf(purchase.cost, slippage).most, 0n);
  return {
    terms: { buys: { token, amount }, purchases, cost: { token: payToken, amount: cost }, most },
    act: (sender) => buy(sender, { ...wanted, purchases }),
  };
}
