import { signingAccount, type Client } from "../client/Client.ts";
import { claim } from "../income/claim.ts";
import { settle } from "../income/settle.ts";
import type { Family } from "../models/Family.ts";
import { publishModel, type PublishModelParameters } from "../models/publishModel.ts";
import type { Plan } from "./Plan.ts";

/** What a person decides by who publishes a model; none of it can be changed afterwards. */
export interface PublishTerms {
  readonly name: string;
  readonly weightsRoot: string;
  readonly family: PublishModelParameters["family"] & Pick<Family, "custodian">;
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
 * @throws PosthumanError `SIGNER_MISSING`; whatever is wrong with the terms, `rehearsePlan` finds out.
 *
 * @example
 * const plan = await planPublish(client, { name: "M1", weightsRoot, family: { birthSupply, minGain, evaluationHash } });
 */
export function planPublish(
  client: Client,
  wanted: PublishModelParameters,
): Promise<Plan<PublishTerms, Published>> {
  const { account } = signingAccount(client);
  const { name, weightsRoot } = wanted;
  const family = { ...wanted.family, custodian: wanted.family.custodian ?? account };
  return Promise.resolve({
    terms: { name, weightsRoot, family },
    async act(sender: Client) {
      const { model } = await publishModel(sender, { ...wanted, family });
      await settle(sender, { model, token: model });
      const { result: claimed } = await claim(sender, model);
      return { model, claimed };
    },
  });
}
