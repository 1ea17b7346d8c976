import { catalogue, PosthumanError, type WorkerEvent } from "@posthuman/sdk";

/**
 * Makes sure that a worker that refuses a job may still take it. The error carries the job as `refusedJob`, so that its
 * owner is told how to take it back.
 * @throws PosthumanError why not; `JOB_GIVEN_UP` for what the catalogue has no words for.
 */
export function refusedBy({ error }: WorkerEvent, id: string): void {
  if (error === undefined || error.retryable) return;
  if (!Object.hasOwn(catalogue, error.code))
    throw new PosthumanError("JOB_GIVEN_UP", { reason: error.code, refusedJob: id });
  throw new PosthumanError(error.code, { ...error.args, refusedJob: id });
}
