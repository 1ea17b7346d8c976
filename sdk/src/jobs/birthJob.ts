import type { Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { resultOf } from "./resultOf.ts";
import { termsOf } from "./termsOf.ts";

/**
 * Makes the child of a settled training: a model with its own datatoken, whose title goes to the trainer. Anyone may,
 * and again if it failed.
 *
 * @param id The job's id.
 * @returns The transaction, and the child's datatoken.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `JOB_NOT_SUBMITTED`, `NO_BIRTH_DUE`.
 *
 * @example
 * const { child } = await birthJob(client, id);
 */
export async function birthJob(client: Client, id: string): Promise<Sent & { child: string }> {
  const { market } = client.contracts;
  const terms = await termsOf(client, id);
  const result = await resultOf(client, id);
  const sent = await sendTransaction(client, market.birth, [toTermsStruct(terms), result]);
  const [born] = eventsIn(sent.receipt, market, market.filters.JobBirth);
  return { ...sent, child: born!.args.child };
}
