import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { settlementGas } from "./settlementGas.ts";
import { termsOf } from "./termsOf.ts";

/**
 * Ends a job that nobody took by its deadline; everything is refunded. Anyone may.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `TOO_EARLY`, `JOB_WRONG_STATE`.
 *
 * @example
 * await expireJob(client, id);
 */
export async function expireJob(client: Client, id: string): Promise<Sent> {
  const terms = await termsOf(client, id);
  const extraGas = settlementGas(terms);
  return sendTransaction(client, client.contracts.market.expire, [toTermsStruct(terms)], { extraGas });
}
