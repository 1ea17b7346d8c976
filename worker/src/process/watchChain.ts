import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";
import type { Clock } from "./createClock.ts";

/** Whether the chain answers. */
export interface ChainWatch {
  /** Why it does not, if it does not. */
  problem(): string | undefined;
  /** Keeps the clock right until the signal fires. */
  run(signal: AbortSignal): Promise<void>;
}

/** Looks at the chain's newest block again and again, and tells when it falls silent and when it is back. */
export function watchChain(clock: Clock, log: Logger, pollMs: number): ChainWatch {
  let problem: string | undefined;
  return {
    problem: () => problem,
    async run(signal) {
      while (!signal.aborted) {
        const before = problem;
        try {
          await clock.refresh();
          problem = undefined;
          if (before !== undefined) log.info("The chain answers again.");
        } catch (error) {
          if (!PosthumanError.is(error)) throw error;
          problem = error.message;
          if (before === undefined) log.warn("Waiting for the chain.", { error });
        }
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
