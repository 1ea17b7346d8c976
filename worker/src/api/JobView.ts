import { catalogue, hasResult, jobKinds, jobStates, PosthumanError, type ErrorCode } from "@posthuman/sdk";
import { z } from "zod";
import { errorAnswer } from "../http/errors.ts";
import type { IndexedJob } from "../job/ChainJob.ts";
import type { ShownError } from "../job/jobErrors.ts";

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

/**
 * A job as the API shows it.
 * @param error Why this worker did not take it or gave it up, with all details; without it, the chain's code is shown. It
 * is ignored if the job was done after all.
 */
export function toJobView(job: IndexedJob, error: ShownError | undefined): JobView {
  const { id, terms, state, attempts, worker, until, birthDue, result, progress, reason, child } = job;
  // A leased job may be failing: this worker knows it before the chain does.
  const refusal = hasResult(state) ? undefined : error;
  // A job that failed at another worker failed for its own reason, not for the one this worker had.
  const failure = reason === undefined || reason === error?.code ? undefined : byCode(reason);
  const shown = failure ?? refusal;
  return {
    id,
    kind: terms.kind,
    model: terms.model,
    requester: terms.requester,
    state,
    attempts,
    ...(worker === undefined ? {} : { worker }),
    ...(until === 0 ? {} : { until }),
    progress: hasResult(state) ? 10_000 : progress,
    manifestHash: terms.manifestHash,
    ...(result === undefined ? {} : { resultRoot: result.resultRoot, fee: result.fee.toString() }),
    birthDue,
    ...(child === undefined ? {} : { child }),
    ...(shown === undefined ? {} : { error: shown }),
  };
}

/** Any account can write any text into a failure on chain, so only codes are shown. */
function byCode(code: string): ShownError | undefined {
  return Object.hasOwn(catalogue, code) ? new PosthumanError(code as ErrorCode).toJSON() : undefined;
}
