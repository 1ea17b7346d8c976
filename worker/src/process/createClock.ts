import type { Rpc } from "../chain/Rpc.ts";

/** The chain's time, in seconds. */
export interface Clock {
  /** That of the newest block seen: what calls are tried against. */
  blockTime(): number;
  /** That of the newest block seen, or this machine's where that is later, as the next block will have it. */
  now(): number;
  /** Looks at the newest block. */
  refresh(): Promise<void>;
}

/** Makes a clock that stands at this machine's time until it is first refreshed. */
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
