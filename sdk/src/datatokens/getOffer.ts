import { ZeroAddress } from "ethers";
import { read, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** Datatokens that somebody sells at a fixed price. */
export interface Offer {
  readonly id: bigint;
  readonly seller: string;
  /** What is sold. */
  readonly token: string;
  /** What is paid with. */
  readonly payToken: string;
  /** For one whole token (1e18), in the pay token's smallest unit; 0 gives them away. */
  readonly price: bigint;
  /** What is left, in wei. */
  readonly amount: bigint;
}

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
