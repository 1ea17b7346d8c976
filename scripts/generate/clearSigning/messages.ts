import { custodyTypes, workerRequestTypes } from "@posthuman/sdk";
import type { TypedDataField } from "ethers";
import { account, choice, date, raw, unit, type Signed } from "./fields.ts";

/** An EIP-712 message that people sign. */
export interface SignedMessage extends Signed {
  readonly types: Readonly<Record<string, readonly TypedDataField[]>>;
  /** The contract that the domain names. */
  readonly verifier: "ModelRegistry" | "JobMarket";
}

/** By primary type. All belong to the domain "Posthuman", version "1". */
export const messages: Readonly<Record<string, SignedMessage>> = {
  Custody: {
    types: custodyTypes,
    verifier: "ModelRegistry",
    intent: "Keep the weights of a model that another account publishes",
    fields: [
      account("publisher", "Published by"),
      raw("weightsRoot", "Weights (hash)"),
      choice("trustClass", "Trainings are", "trustClass"),
      account("tailRecipient", "Earns what passes above the root"),
      unit("birthSupply", "Born with", "datatokens"),
      unit("minGain", "Least gain for a birth", "of the metric"),
      raw("evaluationHash", "Held-out text (hash)"),
    ],
  },
  WorkerRequest: {
    types: workerRequestTypes,
    verifier: "JobMarket",
    intent: "Show a worker that this is your wish",
    fields: [
      account("account", "You"),
      account("worker", "Worker"),
      raw("action", "What"),
      raw("subject", "Of which job or file"),
      date("expires", "Holds until"),
    ],
    excluded: ["nonce"],
  },
};
