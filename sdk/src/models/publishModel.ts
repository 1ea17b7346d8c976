import { signingAccount, type Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { familyTerms, type NewFamily } from "./getFamily.ts";

/** A root, and the terms of its family, which are fixed forever. */
export interface PublishModelParameters {
  /** Name of the model, its data NFT and its datatoken. */
  readonly name: string;
  /** Commitment to the weights, from `weightsRootOf`. */
  readonly weightsRoot: string;
  readonly family: NewFamily;
  /** Signature of the custodian (`signCustody`) if that is another account. */
  readonly consent?: string;
  /** Of the data NFT. */
  readonly tokenURI?: string;
}

/**
 * Publishes a root model: its Ocean data NFT and datatoken are made, its whole supply becomes its own income, and its
 * title goes to the client's account. Custodian is the client's account unless another one is named.
 *
 * @returns The transaction, the model's datatoken and its data NFT.
 * @throws PosthumanError `FAMILY_TERM_MISSING`, `CUSTODIAN_CONSENT_MISSING`, `WEIGHTS_ROOT_MISSING`,
 * `MODEL_NAME_MISSING`.
 *
 * @example
 * const { model } = await publishModel(client, {
 *   name: "GPT-2 small",
 *   weightsRoot,
 *   family: { tailRecipient, birthSupply: parseAmount("1000"), evaluationHash },
 * });
 */
export async function publishModel(
  client: Client,
  { name, weightsRoot, family, consent = "0x", tokenURI = "" }: PublishModelParameters,
): Promise<Sent & { model: string; dataNft: string }> {
  const { registry } = client.contracts;
  const { account } = signingAccount(client);
  const terms = familyTerms(family, account);
  const sent = await sendTransaction(client, registry.publish, [name, tokenURI, weightsRoot, terms, consent]);
  // Not the call's result: another publication in the same block would have moved Ocean's nonce.
  const [registered] = eventsIn(sent.receipt, registry, registry.filters.ModelRegistered);
  const { model, dataNft } = registered!.args;
  return { ...sent, model, dataNft };
}
