import { ZeroAddress } from "ethers";
import type { Client } from "../client/Client.ts";
import { read } from "../client/read.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { jobStates, type JobState } from "../protocol/jobStates.ts";

/** A job as the chain has it. */
export interface Job {
  readonly id: string;
  readonly state: JobState;
  /** Leases so far. */
  readonly attempts: number;
  /** Whether a settled training waits for its child's birth. */
  readonly birthDue: boolean;
  /** End of the lease (Leased) or of the challenge window (Submitted), Unix time. */
  readonly until?: bigint;
  /** Who holds or held the job; absent before the first lease. */
  readonly worker?: string;
}

/**
 * Where a job stands.
 *
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`.
 *
 * @example
 * const { state } = await getJob(client, id);
 */
export async function getJob(client: Client, id: string): Promise<Job> {
  const { state, attempts, birthDue, until, worker } = await read(client, () =>
    client.contracts.market.jobOf(id),
  );
  if (state === 0n) throw new PosthumanError("JOB_NOT_ON_CHAIN", { id });
  return {
    ...{ id, state: jobStates[Number(state)]!, attempts: Number(attempts), birthDue },
    ...(until === 0n ? {} : { until }),
    ...(worker === ZeroAddress ? {} : { worker }),
  };
}
