import type { SignedContract } from "./Descriptor.ts";
import { amount, raw, token, unit } from "./fields.ts";

/** What Offers's functions mean to the one who signs. */
export const offers: SignedContract = {
  functions: {
    list: {
      intent: "Offer tokens for sale at a fixed price",
      fields: [
        amount("amount", "For sale", "token"),
        token("token", "Token"),
        amount("price", "Price of each", "payToken"),
        token("payToken", "Paid in"),
      ],
    },
    buy: {
      intent: "Buy tokens from an offer",
      fields: [
        raw("id", "Offer"),
        unit("amount", "Buy", "datatokens"),
        raw("maxCost", "Pay at most, in the pay token's smallest unit"),
      ],
    },
    withdraw: { intent: "Take back what is left of your offer", fields: [raw("id", "Offer")] },
  },
  unsigned: {},
};
