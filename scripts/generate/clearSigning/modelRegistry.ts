import type { SignedContract } from "./Descriptor.ts";
import { account, choice, raw, title, unit } from "./fields.ts";

const transfer = {
  intent: "Give a model's title and its income away",
  fields: [title("tokenId", "Title"), account("from", "From"), account("to", "To")],
};

/** What ModelRegistry's functions mean to the one who signs. */
export const modelRegistry: SignedContract = {
  functions: {
    publish: {
      intent: "Publish a root model; its terms are fixed for ever",
      fields: [
        raw("name", "Name"),
        raw("weightsRoot", "Weights (hash)"),
        account("family.custodian", "Custodian, who keeps the weights"),
        choice("family.trustClass", "Trainings are", "trustClass"),
        account("family.tailRecipient", "Earns what passes above the root"),
        unit("family.birthSupply", "Born with", "datatokens"),
        unit("family.minGain", "Least gain for a birth", "bits per byte"),
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
