import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { toTermsStruct } from "../protocol/job.ts";
import { isBirthDue } from "./isBirthDue.ts";
import { resultOf } from "./resultOf.ts";
import { settlementGas } from "./settlementGas.ts";
import { termsOf } from "./termsOf.ts";

/**
 * Pays for a submitted job after its challenge window: the worker gets its fee, the model the datatoken, the requester
 * the rest. Anyone may.
 *
 * @param id The job's id.
 * @returns The transaction, and whether a birth is due.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `JOB_NOT_SUBMITTED`, `TOO_EARLY`, `JOB_WRONG_STATE`.
 *
 * @example
 * const { birthDue } = await settleJob(client, id);
 */
export async function settleJob(client: Client, id: string): Promise<Sent & { birthDue: boolean }> {
  const { market } = client.contracts;
  const terms = await termsOf(client, id);
  const result = await resultOf(client, id);
  const extraGas = settlementGas(terms);
  const sent = await sendTransaction(client, market.settle, [toTermsStruct(terms), result], { extraGas });
  return { ...sent, birthDue: await isBirthDue(client, terms, result) };
}
