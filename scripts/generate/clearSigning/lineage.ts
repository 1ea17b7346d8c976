import {
  account,
  amount,
  choice,
  multicall,
  raw,
  title,
  token,
  unit,
  type SignedContract,
} from "./fields.ts";

const transfer = {
  intent: "Give a model's title and its income away",
  fields: [title("tokenId", "Title"), account("from", "From"), account("to", "To")],
};

/** What ModelRegistry's functions mean to the one who signs. */
export const modelRegistry: SignedContract = {
  functions: {
    publish: {
      intent: "Publish a root model; its terms are fixed forever",
      fields: [
        raw("name", "Name"),
        raw("weightsRoot", "Weights (hash)"),
        account("family.custodian", "Custodian, who keeps the weights"),
        choice("family.trustClass", "Trainings are", "trustClass"),
        account("family.tailRecipient", "Earns what passes above the root"),
        unit("family.birthSupply", "Born with", "datatokens"),
        unit("family.minGain", "Least gain for a birth", "of the metric"),
        raw("family.evaluationHash", "Held-out text (hash)"),
        raw("tokenURI", "Description"),
      ],
      excluded: ["consent"],
    },
    "safeTransferFrom(address,address,uint256)": transfer,
    "safeTransferFrom(address,address,uint256,bytes)": {
      intent: transfer.intent,
      fields: [...transfer.fields, raw("data", "Message to the receiver")],
    },
    transferFrom: transfer,
    approve: {
      intent: "Let an account give a model's title away",
      fields: [title("tokenId", "Title"), account("to", "Account")],
    },
    setApprovalForAll: {
      intent: "Let an account give all your titles away, or stop it",
      fields: [account("operator", "Account"), raw("approved", "Allowed")],
    },
  },
  unsigned: {
    birth: "Only the market may call it.",
    onERC721Received: "Ocean's data NFTs call it when they are handed over.",
  },
};

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
