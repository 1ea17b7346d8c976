import type { SignedContract } from "./Descriptor.ts";
import { amount, choice, raw, token } from "./fields.ts";
import { permit } from "./jobMarket.ts";
import { multicall } from "./multicall.ts";
import { fullTerms } from "./terms.ts";

/** What Checkout's functions mean to the one who signs. */
export const checkout: SignedContract = {
  functions: {
    buyAndRequest: {
      intent: "Buy datatokens, then request and pay a job",
      fields: [
        choice("purchases.[].source", "Buy from", "source"),
        raw("purchases.[].id", "Offer or pool"),
        amount("purchases.[].amount", "Buy", "purchases.[].token"),
        token("purchases.[].token", "Token"),
        amount("purchases.[].maxCost", "Pay at most", "purchases.[].payToken"),
        token("purchases.[].payToken", "Paid in"),
        ...fullTerms,
      ],
      excluded: ["terms.salt"],
    },
    permit,
    multicall,
  },
  unsigned: {},
};
