import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Takes back what is left of the client's own offer.
 *
 * @throws PosthumanError `NOT_SELLER`, `OFFER_AMOUNT_ZERO` if nothing is left.
 *
 * @example
 * await withdrawOffer(client, 1n);
 */
export function withdrawOffer(client: Client, id: bigint): Promise<Sent> {
  return sendTransaction(client, client.contracts.offers.withdraw, [id]);
}
