import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { getOffer, type Offer } from "./getOffer.ts";

/** Which offers; all that are open without a filter. */
export interface ListOffersParameters {
  /** Only of this token. */
  readonly token?: string;
  /** Only of this seller. */
  readonly seller?: string;
}

/**
 * Open offers, cheapest first. Prices in different pay tokens are compared as plain numbers.
 *
 * @example
 * const [cheapest] = await listOffers(client, { token: model });
 */
export async function listOffers(
  client: Client,
  { token, seller }: ListOffersParameters = {},
): Promise<Offer[]> {
  const { offers } = client.contracts;
  const listed = await queryEvents(client, offers, offers.filters.OfferListed(undefined, token, seller));
  const all = await Promise.all(listed.map(({ args }) => getOffer(client, args.id)));
  return all.filter(({ amount }) => amount > 0n).sort((a, b) => (a.price < b.price ? -1 : 1));
}
