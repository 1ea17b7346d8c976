import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { slippage as boundsOf } from "../pools/slippage.ts";
import { swap } from "../pools/swap.ts";
import { offerDatatokens } from "./offerDatatokens.ts";
import { quoteSell, type SellQuote } from "./quoteSell.ts";

/** What to sell, and how. */
export interface SellParameters {
  readonly token: string;
  /** In wei. */
  readonly amount: bigint;
  /** What to be paid in; default OCEAN. */
  readonly payToken?: string;
  /** For one whole token: lists an offer that waits for buyers. Without a price, the best pool takes them at once. */
  readonly price?: bigint;
  /** Hundredths of a per cent that a pool may pay less than its quote; default 100. */
  readonly slippage?: number;
  /** What a pool quoted before and was agreed to; default: the best quote now. */
  readonly quote?: SellQuote;
}

/** How datatokens were sold. */
export type Sold = Sent &
  (
    | { readonly source: "offer"; readonly offer: bigint }
    | { readonly source: "pool"; readonly pool: string; readonly proceeds: bigint }
  );

/**
 * Sells datatokens: into the pool that pays most now, or at a price, as an offer.
 *
 * @throws PosthumanError `NOBODY_BUYS`, `PRICE_MOVED`, `TOKEN_BALANCE_TOO_LOW`, `FEE_TOKEN_NOT_LISTED`,
 * `OFFER_AMOUNT_ZERO`, `ARGUMENT_INVALID`.
 *
 * @example
 * await sell(client, { token: model, amount: parseAmount("2") });
 * await sell(client, { token: model, amount: parseAmount("2"), price: parseAmount("3") });
 */
export async function sell(
  client: Client,
  { token: text, amount, price, slippage, quote, ...parameters }: SellParameters,
): Promise<Sold> {
  const token = checkedAddress(text, "token");
  const payToken = parameters.payToken ?? client.addresses.ocean.Token;
  if (price !== undefined) {
    const { id: offer, ...sent } = await offerDatatokens(client, { token, amount, payToken, price });
    return { ...sent, source: "offer", offer };
  }
  const { pool, proceeds: quoted } = quote ?? (await quoteSell(client, { token, amount, payToken }));
  const limit = boundsOf(quoted, slippage).least;
  const { baseTokens: proceeds, ...sent } = await swap(client, { pool, side: "sell", amount, limit });
  return { ...sent, source: "pool", pool, proceeds };
}
