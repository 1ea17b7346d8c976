import type { Client } from "../client/Client.ts";
import { birthJob } from "../jobs/birthJob.ts";
import { getJob } from "../jobs/getJob.ts";
import { isBirthDue } from "../jobs/isBirthDue.ts";
import { resultOf } from "../jobs/resultOf.ts";
import { settleJob } from "../jobs/settleJob.ts";
import { termsOf } from "../jobs/termsOf.ts";
import type { JobState, Terms } from "../protocol/job.ts";
import type { Plan } from "./Plan.ts";

/** What somebody who ends a job decides by. */
export interface SettleJobTerms {
  readonly job: Terms;
  readonly state: JobState;
}

/** A job that was settled. */
export interface SettledJob {
  /** The child's datatoken, if one was born. */
  readonly child?: string;
}

/**
 * Plans to pay for a submitted job after its challenge window and, where one is due, to give birth to its child. Anyone
 * may. Of a job that is settled already, only the birth is left.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `ARGUMENT_INVALID`; whether it is time, `rehearsePlan` finds out.
 *
 * @example
 * const { terms } = await planSettleJob(client, id);
 */
export async function planSettleJob(client: Client, id: string): Promise<Plan<SettleJobTerms, SettledJob>> {
  const job = await termsOf(client, id);
  const { state } = await getJob(client, id);
  return { terms: { job, state }, act: (sender) => settleAndGiveBirth(sender, id, job) };
}

/** Somebody else may have settled it meanwhile. */
async function settleAndGiveBirth(client: Client, id: string, job: Terms): Promise<SettledJob> {
  const { state } = await getJob(client, id);
  const { birthDue } =
    state === "Settled"
      ? { birthDue: await isBirthDue(client, job, await resultOf(client, id)) }
      : await settleJob(client, id);
  return birthDue ? { child: (await birthJob(client, id)).child } : {};
}
