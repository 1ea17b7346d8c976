import type { SignedContract } from "./Descriptor.ts";
import { account, amount, raw, token } from "./fields.ts";
import { multicall } from "./multicall.ts";

const model = token("model", "Model");
const market = "Only the market may call it.";

/** What LineageVault's functions mean to the one who signs. */
export const lineageVault: SignedContract = {
  functions: {
    pay: {
      intent: "Give a model income, shared along its lineage",
      fields: [model, amount("amount", "Amount", "token"), token("token", "Token")],
    },
    collect: {
      intent: "Book what was sent to a model as its income",
      fields: [model, token("token", "Token")],
    },
    settle: {
      intent: "Share a model's income: half to its owner, half up",
      fields: [model, token("token", "Token")],
    },
    settleLineage: {
      intent: "Share the income of a model and its ancestors",
      fields: [model, token("token", "Token"), raw("maxHops", "Models, at most")],
    },
    claim: { intent: "Take out what you earned", fields: [token("token", "Token")] },
    claimFor: {
      intent: "Send an account what it earned",
      fields: [account("account", "Account"), token("token", "Token")],
    },
    multicall,
  },
  unsigned: {
    bookBirthSupply: "Only the registry may call it.",
    escrow: market,
    order: market,
    refund: market,
    release: market,
  },
};
