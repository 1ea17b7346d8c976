import { PosthumanError } from "../errors/PosthumanError.ts";
import { callWorker, readJson } from "./callWorker.ts";

/** A job as a worker sees it. The chain is right where the two differ. */
export interface RemoteJob {
  readonly id: string;
  readonly kind: string;
  readonly model: string;
  readonly state: string;
  readonly attempts: number;
  /** The part that is done, in 1/10 000. */
  readonly progress: number;
  /** Why the worker did not take the job, or gave it up. */
  readonly error?: ReturnType<PosthumanError["toJSON"]>;
}

/**
 * What a worker knows of a job: its progress, and why it is not taken.
 *
 * @throws PosthumanError `JOB_UNKNOWN`, `WORKER_UNREACHABLE`, `WORKER_ANSWER_INVALID`.
 *
 * @example
 * const { progress, error } = await fetchJob(endpoint, id);
 */
export async function fetchJob(endpoint: string, id: string): Promise<RemoteJob> {
  return (await readJson(await callWorker(endpoint, `/jobs/${id}`))) as RemoteJob;
}
