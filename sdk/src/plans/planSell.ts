import type { Client } from "../client/Client.ts";
import { quoteSell } from "../datatokens/quoteSell.ts";
import { sell, type SellParameters, type Sold } from "../datatokens/sell.ts";
import { slippage as boundsOf } from "../pools/slippage.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What somebody who sells decides by. */
export type SellTerms = { readonly sells: Amount } & (
  | {
      readonly source: "offer";
      /** For one whole datatoken; zero gives them away. They wait until they are sold or taken back. */
      readonly price: Amount;
    }
  | {
      readonly source: "pool";
      readonly pool: string;
      /** What the pool pays now. */
      readonly proceeds: Amount;
      /** What it may pay at least until the sale is called off. */
      readonly least: bigint;
    }
);

/**
 * Plans a sale of datatokens: at a price, as an offer that waits for buyers, or without one to the pool that pays most
 * now.
 *
 * @throws PosthumanError `NOBODY_BUYS`, `ARGUMENT_INVALID`, `ADDRESS_INVALID`.
 *
 * @example
 * const { terms } = await planSell(client, { token: model, amount: parseAmount("2"), price: parseAmount("3") });
 */
export async function planSell(
  client: Client,
  wanted: Omit<SellParameters, "quote">,
): Promise<Plan<SellTerms, Sold>> {
  const { token, amount, price, slippage } = wanted;
  const payToken = wanted.payToken ?? client.addresses.ocean.Token;
  const sells = { token, amount };
  if (price !== undefined) {
    const terms = { sells, source: "offer" as const, price: { token: payToken, amount: price } };
    return { terms, act: (sender) => sell(sender, wanted) };
  }
  const quote = await quoteSell(client, { token, amount, payToken });
  const proceeds = { token: payToken, amount: quote.proceeds };
  const { least } = boundsOf(quote.proceeds, slippage);
  return {
    terms: { sells, source: "pool", pool: quote.pool, proceeds, least },
    act: (sender) => sell(sender, { ...wanted, quote }),
  };
}
