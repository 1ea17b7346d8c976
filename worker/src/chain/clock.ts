import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import type { Logger } from "../log/createLogger.ts";
import type { Rpc } from "./rpc.ts";

/** The chain's time, in seconds. */
export interface Clock {
  /** That of the newest block seen: what calls are tried against. */
  blockTime(): number;
  /** That of the newest block seen, or this machine's where that is later, as the next block will have it. */
  now(): number;
  /** Looks at the newest block. */
  refresh(): Promise<void>;
}

/** Makes a clock; until it is first refreshed, it shows this machine's time. */
export function createClock(rpc: Rpc): Clock {
  let newest = 0;
  return {
    blockTime: () => newest,
    now: () => Math.max(newest, Math.floor(Date.now() / 1_000)),
    async refresh() {
      const block = await rpc.call<{ timestamp: string } | null>("eth_getBlockByNumber", ["latest", false]);
      newest = Number(block?.timestamp ?? newest);
    },
  };
}

/** Whether the chain answers. */
interface ChainWatch {
  /** Why it does not, if it does not. */
  problem(): string | undefined;
  /** Keeps the clock right until the signal fires. */
  run(signal: AbortSignal): Promise<void>;
}

/** Polls the chain's newest block, and logs when the chain falls silent and when it is back. */
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
