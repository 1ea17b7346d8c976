import { pause } from "../base/async.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";

/** How long to put up with a worker's silence, in a matter of which job. */
export interface Patience {
  readonly job: string;
  readonly pollMs: number;
  readonly patienceMs: number;
}

/**
 * Asks a worker again and again while it does not answer: it may be starting anew, and what was paid is not lost.
 * @throws PosthumanError `WORKER_UNREACHABLE` in the end, with the job's id as `job`; anything else that `ask` throws.
 */
export async function withPatience<T>(
  { job, pollMs, patienceMs }: Patience,
  ask: () => Promise<T>,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!PosthumanError.is(error, "WORKER_UNREACHABLE")) throw error;
      if (performance.now() >= end)
        throw new PosthumanError(error.code, { ...error.args, job }, { cause: error });
    }
    await pause(pollMs);
  }
}
