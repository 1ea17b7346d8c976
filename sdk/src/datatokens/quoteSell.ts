import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { listPools } from "../pools/listPools.ts";
import { quoteSwap } from "../pools/quoteSwap.ts";
import { formatAmount } from "../protocol/amounts.ts";

/** What to sell. */
export interface QuoteSellParameters {
  readonly token: string;
  /** In wei. */
  readonly amount: bigint;
  /** What to be paid in; default OCEAN. */
  readonly payToken?: string;
}

/** Who pays most at once. */
export interface SellQuote {
  readonly pool: string;
  /** In the pay token's smallest unit. */
  readonly proceeds: bigint;
}

/**
 * The pool that pays most for datatokens now.
 *
 * @throws PosthumanError `NOBODY_BUYS`.
 *
 * @example
 * const { proceeds } = await quoteSell(client, { token: model, amount: parseAmount("2") });
 */
export async function quoteSell(client: Client, parameters: QuoteSellParameters): Promise<SellQuote> {
  const { token, amount, payToken = client.addresses.ocean.Token } = parameters;
  const pools = await listPools(client, { datatoken: token, baseToken: payToken });
  const fitting = pools.filter(({ datatokens }) => amount <= datatokens / 2n);
  const quotes = await Promise.all(
    fitting.map(async ({ address: pool }) => ({
      pool,
      proceeds: await quoteSwap(client, { pool, side: "sell", amount }),
    })),
  );
  const [best] = quotes.sort((a, b) => (a.proceeds > b.proceeds ? -1 : 1));
  if (!best) throw new PosthumanError("NOBODY_BUYS", { token, amount: formatAmount(amount) });
  return best;
}
