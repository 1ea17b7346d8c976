import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import type { ChainJob } from "../job/ChainJob.ts";
import type { ShownError } from "../job/jobErrors.ts";
import type { JobView } from "./JobView.ts";

/** What the chain says of a job besides what the engine needs. */
export interface JobFacts {
  /** Done part, in 1/10 000, as the latest heartbeat said. */
  readonly progress: number;
  /** Why it failed: a code of the catalogue. */
  readonly reason: string | undefined;
  readonly child: string | undefined;
}

/** States of jobs that some worker took and finished. One that is leased may be failing: the chain knows it first. */
const TAKEN: readonly string[] = ["Submitted", "Settled", "Born"];

/**
 * A job as the API shows it.
 * @param error Why this worker did not take it or gave it up, with all details; else the chain's code stands for it. Of a
 * job that was done after all it is of no interest.
 */
export function toJobView(job: ChainJob, facts: JobFacts, error: ShownError | undefined): JobView {
  const { id, terms, state, attempts, worker, until, birthDue, result } = job;
  const refusal = TAKEN.includes(state) ? undefined : error;
  // What failed at another worker did so for its reason, not for the one why this one did not take it.
  const told = facts.reason === undefined || facts.reason === error?.code ? undefined : byCode(facts.reason);
  const shown = told ?? refusal;
  return {
    ...{ id, kind: terms.kind, model: terms.model, requester: terms.requester, state, attempts },
    ...(worker === undefined ? {} : { worker }),
    ...(until === 0 ? {} : { until }),
    progress: ["Submitted", "Settled", "Born"].includes(state) ? 10_000 : facts.progress,
    manifestHash: terms.manifestHash,
    ...(result === undefined ? {} : { resultRoot: result.resultRoot, fee: result.fee.toString() }),
    birthDue,
    ...(facts.child === undefined ? {} : { child: facts.child }),
    ...(shown === undefined ? {} : { error: shown }),
  };
}

/** Any account can write any text into a failure on chain, so only codes are shown. */
function byCode(code: string): ShownError | undefined {
  return Object.hasOwn(catalogue, code) ? new PosthumanError(code as ErrorCode).toJSON() : undefined;
}
