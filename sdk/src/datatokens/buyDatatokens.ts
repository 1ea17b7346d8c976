import { allow } from "../client/allow.ts";
import { read, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { getOffer } from "./getOffer.ts";

/** What to buy. */
export interface BuyDatatokensParameters {
  /** The offer's id. */
  readonly offer: bigint;
  /** In wei of the token that is sold; 1e18 pays one job. */
  readonly amount: bigint;
  /** The most to pay, in the pay token's smallest unit; default: what it costs now. */
  readonly maxCost?: bigint;
}

/**
 * Buys from an offer; the Offers contract is approved for the cost.
 *
 * @returns The transaction, and what was paid.
 * @throws PosthumanError `OFFER_UNKNOWN`, `OFFER_TOO_SMALL`, `OFFER_TOO_DEAR`, `TOKEN_BALANCE_TOO_LOW`.
 *
 * @example
 * const { cost } = await buyDatatokens(client, { offer: 1n, amount: parseAmount("2") });
 */
export async function buyDatatokens(
  client: Client,
  { offer: id, amount, maxCost }: BuyDatatokensParameters,
): Promise<Sent & { cost: bigint }> {
  const { offers } = client.contracts;
  const { payToken } = await getOffer(client, id);
  const cost = await read(client, () => offers.costOf(id, amount));
  const most = maxCost ?? cost;
  const spender = client.addresses.posthuman.Offers;
  if (cost <= most) await allow(client, { token: payToken, spender, amount: cost });
  const sent = await sendTransaction(client, offers.buy, [id, amount, most]);
  return { ...sent, cost: sent.result };
}
