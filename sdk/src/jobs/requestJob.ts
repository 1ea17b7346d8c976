import { read, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { jobIdOf, toTermsStruct, type Terms } from "../protocol/job.ts";
import { costsOf, payFor, type Payment } from "./payFor.ts";

/** How to pay. */
export interface RequestJobOptions {
  /** Default: `permit`. */
  readonly payment?: Payment;
}

/** A job that was requested and paid for. */
export interface RequestedJob extends Sent {
  readonly id: string;
  readonly terms: Terms;
}

/**
 * Requests and pays a job: one datatoken of the model, one of each other asset, and the whole fee go into escrow. Every
 * exit but Settled gives them back to the requester, who may be another account than the client's. The vault is allowed
 * exactly what is needed.
 *
 * @throws PosthumanError `NOT_ENOUGH_DATATOKENS`, `NOT_ENOUGH_FEE`, `NO_ALLOWANCE`, `MODEL_UNKNOWN`, `ASSET_UNKNOWN`,
 * `DEADLINE_INVALID`, `TERMS_INCOMPLETE`, `FEE_TOKEN_NOT_LISTED`, `JOB_DUPLICATE`.
 *
 * @example
 * const { id } = await requestJob(client, terms);
 */
export async function requestJob(
  client: Client,
  terms: Terms,
  { payment = "permit" }: RequestJobOptions = {},
): Promise<RequestedJob> {
  const { market } = client.contracts;
  const model = await read(client, () => client.contracts.registry.isModel(terms.model));
  if (!model) throw new PosthumanError("MODEL_UNKNOWN", { model: terms.model });
  const permits = await payFor(client, client.addresses.posthuman.LineageVault, costsOf(terms), payment);
  const struct = toTermsStruct(terms);
  const sent =
    permits.length === 0
      ? await sendTransaction(client, market.request, [struct])
      : await sendTransaction(client, market.multicall, [
          [...permits, market.interface.encodeFunctionData("request", [struct])],
        ]);
  const id = jobIdOf(terms, { chainId: client.chainId, market: client.addresses.posthuman.JobMarket });
  return { ...sent, id, terms };
}
