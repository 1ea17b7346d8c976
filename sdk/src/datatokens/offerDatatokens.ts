import { allow } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** What is sold, and for what. */
export interface OfferDatatokensParameters {
  readonly token: string;
  /** In wei. */
  readonly amount: bigint;
  /** From the market's list of fee tokens. */
  readonly payToken: string;
  /** For one whole token (1e18), in the pay token's smallest unit; 0 gives them away. */
  readonly price: bigint;
}

/**
 * Sells datatokens at a fixed price. They wait in the Offers contract, which is approved for them, until somebody buys
 * them or the seller withdraws them.
 *
 * @returns The transaction, and the offer's id.
 * @throws PosthumanError `TOKEN_BALANCE_TOO_LOW`, `FEE_TOKEN_NOT_LISTED`, `OFFER_AMOUNT_ZERO`.
 *
 * @example
 * const { id } = await offerDatatokens(client, { token: model, amount: parseAmount("10"), payToken: ocean, price });
 */
export async function offerDatatokens(
  client: Client,
  { token, amount, payToken, price }: OfferDatatokensParameters,
): Promise<Sent & { id: bigint }> {
  const { offers } = client.contracts;
  await allow(client, { token, spender: client.addresses.posthuman.Offers, amount });
  const sent = await sendTransaction(client, offers.list, [token, amount, payToken, price]);
  return { ...sent, id: eventsIn(sent.receipt, offers, offers.filters.OfferListed)[0]!.args.id };
}
