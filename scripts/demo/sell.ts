import { buyDatatokens, formatAmount, offerDatatokens, parseAmount } from "@posthuman/sdk";
import type { Account } from "../stack/startStack.ts";
import type { Screen } from "./createScreen.ts";

/** Who sells one datatoken of what to whom. */
export interface Sale {
  readonly seller: Account;
  readonly buyer: Account;
  readonly model: string;
  /** For one datatoken, in OCEAN. */
  readonly price: string;
  /** The sentence's subject and object: "Bob buys 1 M1 from Alice". */
  readonly says: string;
}

/** Lists a datatoken at a fixed price and lets the buyer take it. */
export async function sell(screen: Screen, { seller, buyer, model, price, says }: Sale): Promise<void> {
  const one = parseAmount("1");
  const payToken = seller.client.addresses.ocean.Token;
  const offer = { token: model, amount: one, payToken, price: parseAmount(price) };
  const { id } = await offerDatatokens(seller.client, offer);
  const { cost } = await buyDatatokens(buyer.client, { offer: id, amount: one });
  screen.say(`${says} for ${formatAmount(cost)} OCEAN`);
}
