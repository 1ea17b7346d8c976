import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { settlementGas } from "./settlementGas.ts";
import { termsOf } from "./termsOf.ts";

/**
 * Ends a lease that ran out: the worker loses a little of its stake, and the job can be leased by another, or expires
 * when its attempts or its time are used up. Anyone may.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `TOO_EARLY`, `JOB_WRONG_STATE`.
 *
 * @example
 * await lapseJob(client, id);
 */
export async function lapseJob(client: Client, id: string): Promise<Sent> {
  const terms = await termsOf(client, id);
  const extraGas = settlementGas(terms);
  return sendTransaction(client, client.contracts.market.lapse, [toTermsStruct(terms)], { extraGas });
}
