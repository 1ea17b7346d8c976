import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { listPools } from "../pools/listPools.ts";
import { quoteSwap } from "../pools/quoteSwap.ts";
import { formatAmount, WHOLE_TOKEN } from "../protocol/amounts.ts";
import type { Offer } from "./getOffer.ts";
import { listOffers } from "./listOffers.ts";

/** A part of what is bought, and where. */
export type Purchase = {
  /** What is bought, and in wei how much. */
  readonly token: string;
  readonly amount: bigint;
  /** What is paid with, and in its smallest unit how much, now. */
  readonly payToken: string;
  readonly cost: bigint;
} & (
  { readonly source: "offer"; readonly offer: bigint } | { readonly source: "pool"; readonly pool: string }
);

/** What to buy. */
export interface QuoteBuyParameters {
  readonly token: string;
  /** In wei; 1e18 of a model's datatokens pays one job. */
  readonly amount: bigint;
  /** What to pay with; default OCEAN. */
  readonly payToken?: string;
}

/** The cheapest way to buy. */
export interface BuyQuote {
  /** One pool, or one or more offers. */
  readonly purchases: readonly Purchase[];
  /** Of all together, in the pay token's smallest unit. */
  readonly cost: bigint;
}

/**
 * Each purchase costs gas, and anybody can list dust for nothing: smaller parts are bought only if there is no other
 * way.
 */
const MOST_OFFERS = 20n;

/**
 * Where datatokens are cheapest now: from the open offers, cheapest first, or from one of the desk's pools. Offers of
 * less than a twentieth of the amount count only if it cannot be bought without them.
 *
 * @throws PosthumanError `NOTHING_FOR_SALE`, `OFFER_AMOUNT_ZERO`, `ADDRESS_INVALID`.
 *
 * @example
 * const { cost } = await quoteBuy(client, { token: model, amount: parseAmount("2") });
 */
export async function quoteBuy(client: Client, parameters: QuoteBuyParameters): Promise<BuyQuote> {
  const token = checkedAddress(parameters.token, "token");
  const payToken = checkedAddress(parameters.payToken ?? client.addresses.ocean.Token, "pay token");
  if (parameters.amount <= 0n) throw new PosthumanError("OFFER_AMOUNT_ZERO");
  const wanted = { token, payToken, amount: parameters.amount };
  const listed = (await listOffers(client, { token })).filter((offer) => offer.payToken === payToken);
  const offers = fromOffers(listed, wanted);
  const large = listed.filter(({ amount }) => amount * MOST_OFFERS >= wanted.amount);
  const fills = (purchases: readonly Purchase[]) => sumOf(purchases) === wanted.amount;
  const ways = [fromOffers(large, wanted), ...(await fromPools(client, wanted))].filter(fills);
  if (ways.length === 0 && fills(offers)) ways.push(offers);
  const quotes = ways
    .map((purchases) => ({ purchases, cost: purchases.reduce((sum, { cost }) => sum + cost, 0n) }))
    .sort((a, b) => (a.cost < b.cost ? -1 : 1));
  if (quotes[0]) return quotes[0];
  const [amount, left] = [formatAmount(wanted.amount), formatAmount(sumOf(offers))];
  throw new PosthumanError("NOTHING_FOR_SALE", { amount, token, left });
}

type Wanted = Required<QuoteBuyParameters>;

const sumOf = (purchases: readonly Purchase[]) => purchases.reduce((sum, { amount }) => sum + amount, 0n);

/** As much as the offers have. */
function fromOffers(offers: readonly Offer[], { token, payToken, amount }: Wanted): Purchase[] {
  const purchases: Purchase[] = [];
  let left = amount;
  for (const offer of offers) {
    if (left === 0n) break;
    const part = offer.amount < left ? offer.amount : left;
    // Rounded up in the seller's favour, as the contract does.
    const cost = (part * offer.price + WHOLE_TOKEN - 1n) / WHOLE_TOKEN;
    purchases.push({ source: "offer", offer: offer.id, token, amount: part, payToken, cost });
    left -= part;
  }
  return purchases;
}

/** One purchase from each pool that has enough. */
async function fromPools(client: Client, { token, payToken, amount }: Wanted): Promise<Purchase[][]> {
  const pools = await listPools(client, { datatoken: token, baseToken: payToken });
  return Promise.all(
    pools.map(async ({ address: pool }): Promise<Purchase[]> => {
      try {
        const cost = await quoteSwap(client, { pool, side: "buy", amount });
        return [{ source: "pool", pool, token, amount, payToken, cost }];
      } catch (error) {
        if (PosthumanError.is(error, "POOL_TOO_SMALL")) return [];
        throw error;
      }
    }),
  );
}
