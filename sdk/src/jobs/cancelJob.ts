import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { settlementGas } from "./settlementGas.ts";
import { termsOf } from "./termsOf.ts";

/**
 * Takes back a job that no worker holds; everything is refunded. Only the requester can.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `NOT_REQUESTER`, `JOB_WRONG_STATE`.
 *
 * @example
 * await cancelJob(client, id);
 */
export async function cancelJob(client: Client, id: string): Promise<Sent> {
  const terms = await termsOf(client, id);
  const extraGas = settlementGas(terms);
  return sendTransaction(client, client.contracts.market.cancel, [toTermsStruct(terms)], { extraGas });
}
