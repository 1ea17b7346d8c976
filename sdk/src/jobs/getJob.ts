import { dataSlice, getAddress } from "ethers";
import { checkedJobId } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { jobStates, type JobState } from "../protocol/job.ts";

/** A job as the chain has it. */
export interface Job {
  readonly id: string;
  readonly state: JobState;
  /** Leases so far. */
  readonly attempts: number;
  /** End of the lease (Leased) or of the challenge window (Submitted), Unix time. */
  readonly until?: bigint;
  /** The worker that holds or held the job; absent before the first lease. */
  readonly worker?: string;
}

/**
 * The state of a job.
 *
 * @throws PosthumanError `JOB_NOT_ON_CHAIN`, `ARGUMENT_INVALID`.
 *
 * @example
 * const { state } = await getJob(client, id);
 */
export async function getJob(client: Client, id: string): Promise<Job> {
  checkedJobId(id);
  const { market } = client.contracts;
  const { state, attempts, until, held } = await read(client, () => market.jobOf(id));
  if (state === 0n) throw new PosthumanError("JOB_NOT_ON_CHAIN", { id });
  const job = { id, state: jobStates[Number(state)]!, attempts: Number(attempts) };
  const worker =
    job.state === "Leased" ? getAddress(dataSlice(held, 0, 20)) : await lastWorkerOf(client, job);
  return { ...job, ...(until === 0n ? {} : { until }), ...(worker === undefined ? {} : { worker }) };
}

/** Once a result is there, the market keeps a commitment to it in the place of its worker. */
async function lastWorkerOf(client: Client, { id, attempts }: Pick<Job, "id" | "attempts">) {
  if (attempts === 0) return undefined;
  const { market } = client.contracts;
  const leases = await queryEvents(client, market, market.filters.JobLeased(id));
  return leases.at(-1)?.args.worker;
}
