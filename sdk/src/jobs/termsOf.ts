import { checkedJobId } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { fromTermsStruct, type Terms } from "../protocol/job.ts";

/**
 * The terms of a job, which only its request's event holds.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `ARGUMENT_INVALID`.
 *
 * @example
 * const { kind, model, requester } = await termsOf(client, id);
 */
export async function termsOf(client: Client, id: string): Promise<Terms> {
  const { market } = client.contracts;
  const [requested] = await queryEvents(client, market, market.filters.JobRequested(checkedJobId(id)));
  if (!requested) throw new PosthumanError("JOB_NOT_ON_CHAIN", { id });
  return fromTermsStruct(requested.args.terms);
}
