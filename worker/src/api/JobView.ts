import { z } from "zod";
import { catalogue, jobKinds, jobStates, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { errorAnswer } from "../http/errors.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import type { ShownError } from "../job/endings.ts";

const address = z.string().describe("An address with its checksum");
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

/** A job as the API shows it: what is public of it. */
export const jobView = z
  .object({
    id: hash.describe("The hash of its terms"),
    kind: z.enum(jobKinds),
    model: address.describe("The datatoken of the model that it uses"),
    requester: address.describe("Who gets its results"),
    state: z.enum(jobStates),
    attempts: z.number().int().nonnegative().describe("Leases so far"),
    worker: address.optional().describe("Who holds or held it"),
    until: z.number().int().optional().describe("End of the lease or of the challenge window, Unix time"),
    progress: z.number().int().min(0).max(10_000).describe("Done part, in 1/10 000"),
    manifestHash: hash,
    resultRoot: hash.optional().describe("The hash of its receipt"),
    fee: z.string().regex(/^\d+$/).optional().describe("What the worker asked, in wei of the fee's token"),
    birthDue: z.boolean().describe("Whether its model can be born"),
    child: address.optional().describe("The model that was born of it"),
    error: errorAnswer.optional().describe("Why it was not taken, or was given up"),
  })
  .meta({ id: "Job" });

/** A job as the API shows it: what is public of it. */
export type JobView = Readonly<z.output<typeof jobView>>;

/** Which jobs to list; absent fields match all. */
export interface JobFilter {
  readonly model?: string;
  readonly requester?: string;
  readonly state?: string;
}

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
    id,
    kind: terms.kind,
    model: terms.model,
    requester: terms.requester,
    state,
    attempts,
    ...(worker === undefined ? {} : { worker }),
    ...(until === 0 ? {} : { until }),
    progress: TAKEN.includes(state) ? 10_000 : facts.progress,
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
