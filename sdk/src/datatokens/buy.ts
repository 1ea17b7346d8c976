import type { Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { slippage } from "../pools/slippage.ts";
import { swap } from "../pools/swap.ts";
import { buyDatatokens } from "./buyDatatokens.ts";
import { quoteBuy, type Purchase, type QuoteBuyParameters } from "./quoteBuy.ts";

/** What to buy, and how far its price may rise before. */
export interface BuyParameters extends QuoteBuyParameters {
  /** Hundredths of a per cent above the quote; default 100. */
  readonly slippage?: number;
  /** What was quoted before, and agreed to; default: what is cheapest now. */
  readonly purchases?: readonly Purchase[];
}

/** What was bought. */
export interface Bought {
  readonly purchases: readonly Purchase[];
  /** What was paid, in the pay token's smallest unit. */
  readonly cost: bigint;
  /** One transaction for each purchase. */
  readonly sent: readonly Sent[];
}

/**
 * Buys datatokens where they are cheapest now: from offers or from a pool.
 *
 * @throws PosthumanError `NOTHING_FOR_SALE`, `OFFER_TOO_DEAR`, `OFFER_TOO_SMALL`, `PRICE_MOVED`,
 * `TOKEN_BALANCE_TOO_LOW`, `ARGUMENT_INVALID`.
 *
 * @example
 * const { cost } = await buy(client, { token: model, amount: parseAmount("2"), slippage: 50 });
 */
export async function buy(
  client: Client,
  { slippage: basisPoints, purchases: agreed, ...parameters }: BuyParameters,
): Promise<Bought> {
  const purchases = agreed ?? (await quoteBuy(client, parameters)).purchases;
  const sent: Sent[] = [];
  let cost = 0n;
  for (const purchase of purchases) {
    const { most } = slippage(purchase.cost, basisPoints);
    const { amount } = purchase;
    if (purchase.source === "offer") {
      const bought = await buyDatatokens(client, { offer: purchase.offer, amount, maxCost: most });
      sent.push(bought);
      cost += bought.cost;
    } else {
      const bought = await swap(client, { pool: purchase.pool, side: "buy", amount, limit: most });
      sent.push(bought);
      cost += bought.baseTokens;
    }
  }
  return { purchases, cost, sent };
}
