import { ZeroAddress } from "ethers";
import { read, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Offer } from "./Offer.ts";

/**
 * An offer as it stands.
 *
 * @throws PosthumanError `OFFER_UNKNOWN`.
 *
 * @example
 * const { price, amount } = await getOffer(client, 1n);
 */
export async function getOffer(client: Client, id: bigint): Promise<Offer> {
  const { seller, token, payToken, price, amount } = await read(client, () =>
    client.contracts.offers.offerOf(id),
  );
  if (seller === ZeroAddress) throw new PosthumanError("OFFER_UNKNOWN", { id });
  return { id, seller, token, payToken, price, amount };
}
