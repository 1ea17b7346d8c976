import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "./getJob.ts";

/** What a worker posted on chain. */
export interface Result {
  /** The worker that did the job. */
  readonly worker: string;
  /** keccak256 of the receipt. */
  readonly resultRoot: string;
  /** What the worker asks, in the fee token's smallest unit; it gets at most the job's `maxFee`. */
  readonly fee: bigint;
  /** Training only; else zero, like the three after it. */
  readonly weightsRoot: string;
  readonly traceRoot: string;
  readonly segments: bigint;
  /** Parent's minus child's bits per byte, in 1e-18. */
  readonly gain: bigint;
}

/**
 * The result that was submitted for a job.
 *
 * @param id The job's id.
 * @throws PosthumanError `JOB_NOT_SUBMITTED`.
 *
 * @example
 * const { resultRoot, gain } = await resultOf(client, id);
 */
export async function resultOf(client: Client, id: string): Promise<Result> {
  const { market } = client.contracts;
  const submitted = (await queryEvents(client, market, market.filters.JobSubmitted(id))).at(-1);
  if (!submitted)
    throw new PosthumanError("JOB_NOT_SUBMITTED", { id, state: (await getJob(client, id)).state });
  const { worker, resultRoot, fee, weightsRoot, traceRoot, segments, gain } = submitted.args.result;
  return { worker, resultRoot, fee, weightsRoot, traceRoot, segments, gain };
}
