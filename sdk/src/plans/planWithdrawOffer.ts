import { signingAccount, type Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { getOffer, type Offer } from "../datatokens/getOffer.ts";
import { withdrawOffer } from "../datatokens/withdrawOffer.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Plan } from "./Plan.ts";

/**
 * Plans to withdraw what is left of one's own offer; the terms are the offer.
 *
 * @throws PosthumanError `OFFER_UNKNOWN`, `NOT_SELLER`.
 *
 * @example
 * const { terms } = await planWithdrawOffer(client, 1n);
 */
export async function planWithdrawOffer(client: Client, id: bigint): Promise<Plan<Offer, Sent>> {
  const { account } = signingAccount(client);
  const offer = await getOffer(client, id);
  if (offer.seller !== account) throw new PosthumanError("NOT_SELLER", { caller: account });
  return { terms: offer, act: (sender) => withdrawOffer(sender, id) };
}
