import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { listPools } from "../pools/listPools.ts";
import { quoteSwap } from "../pools/quoteSwap.ts";
import { formatAmount } from "../protocol/formatAmount.ts";
import { listOffers } from "./listOffers.ts";
import type { Purchase } from "./Purchase.ts";

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

/** One whole token. */
const ONE = 10n ** 18n;

/**
 * Where datatokens are cheapest now: from the open offers, cheapest first, or from one of the desk's pools.
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
  const offers = await fromOffers(client, wanted);
  const ways = [offers, ...(await fromPools(client, wanted))];
  const quotes = ways
    .filter((purchases) => sumOf(purchases) === wanted.amount)
    .map((purchases) => ({ purchases, cost: purchases.reduce((sum, { cost }) => sum + cost, 0n) }))
    .sort((a, b) => (a.cost < b.cost ? -1 : 1));
  if (quotes[0]) return quotes[0];
  const [amount, left] = [formatAmount(wanted.amount), formatAmount(sumOf(offers))];
  throw new PosthumanError("NOTHING_FOR_SALE", { amount, token, left });
}

type Wanted = Required<QuoteBuyParameters>;

const sumOf = (purchases: readonly Purchase[]) => purchases.reduce((sum, { amount }) => sum + amount, 0n);

/** As much as the offers have. */
async function fromOffers(client: Client, { token, payToken, amount }: Wanted): Promise<Purchase[]> {
  const purchases: Purchase[] = [];
  let left = amount;
  for (const offer of await listOffers(client, { token })) {
    if (offer.payToken !== payToken || left === 0n) continue;
    const part = offer.amount < left ? offer.amount : left;
    // Rounded up in the seller's favour, as the contract does.
    const cost = (part * offer.price + ONE - 1n) / ONE;
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
