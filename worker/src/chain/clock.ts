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

/** How many blocks on top make a block of each public chain final; the figures are those of common indexers. */
const DEPTHS: Readonly<Record<string, number>> = {
  1: 65, // Ethereum
  10: 30, // Optimism
  137: 200, // Polygon
  8453: 30, // Base
  42161: 240, // Arbitrum
  11155111: 12, // Sepolia
  1337: 0, // local chains, which mine a block only when there is something to put in it
  31337: 0,
};

/** How many blocks must lie on top of one before the worker acts on it. For unknown chains the figure is a cautious one. */
export function confirmationsOf(chainId: bigint): number {
  return DEPTHS[chainId.toString()] ?? 30;
}
