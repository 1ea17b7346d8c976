import { signingAccount, type Client } from "../client/Client.ts";
import { claim } from "../income/claim.ts";
import { settle } from "../income/settle.ts";
import { completeFamily, type Family } from "../models/getFamily.ts";
import { publishModel, type PublishModelParameters } from "../models/publishModel.ts";
import type { Plan } from "./Plan.ts";

/** What somebody who publishes a model decides by; none of it can be changed afterwards. */
export interface PublishTerms {
  readonly name: string;
  readonly weightsRoot: string;
  readonly family: Family;
}

/** A model that was published. */
export interface Published {
  /** Its datatoken. */
  readonly model: string;
  /** The publisher's part of the birth supply, which was paid out, in wei. */
  readonly claimed: bigint;
}

/**
 * Plans to publish a root model: its datatokens are minted once, and the publisher's part of them is paid out.
 *
 * @throws PosthumanError `SIGNER_MISSING`, `ADDRESS_INVALID`; whatever else is wrong with the terms, `rehearsePlan`
 * finds out.
 *
 * @example
 * const plan = planPublish(client, { name: "M1", weightsRoot, family: { tailRecipient, evaluationHash } });
 */
export function planPublish(client: Client, wanted: PublishModelParameters): Plan<PublishTerms, Published> {
  const { account } = signingAccount(client);
  const { name, weightsRoot } = wanted;
  const family = completeFamily(wanted.family, account);
  return {
    terms: { name, weightsRoot, family },
    async act(sender) {
      const { model } = await publishModel(sender, { ...wanted, family });
      await settle(sender, { model, token: model });
      const { result: claimed } = await claim(sender, model);
      return { model, claimed };
    },
  };
}
