import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";

/** How patiently to repeat. */
export interface RetryOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** First pause in milliseconds; each further one is twice as long, up to `maxPauseMs`. */
  readonly pauseMs?: number;
  readonly maxPauseMs?: number;
  /** Told of each failure that will be retried. */
  readonly onFailure?: (error: PosthumanError) => void;
}

/**
 * Repeats `work` for as long as it fails with an error that the catalogue calls retryable.
 * @throws PosthumanError `WORKER_STOPPING` when the signal fires; any other error of `work`, at once.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal, pauseMs = 250, maxPauseMs = 15_000, onFailure } = options;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, maxPauseMs)) {
    if (signal?.aborted) throw new PosthumanError("WORKER_STOPPING");
    try {
      return await work();
    } catch (error) {
      if (!PosthumanError.is(error) || !error.retryable || error.code === "WORKER_STOPPING") throw error;
      onFailure?.(error);
    }
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
