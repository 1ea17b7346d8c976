import { setTimeout as sleep } from "node:timers/promises";
import { isOver, type ChainJob } from "../job/ChainJob.ts";
import type { Sessions } from "./createSessions.ts";
import type { SessionStore } from "./openSessionStore.ts";

/** What is tidied up, and what tells whether it may be. */
export interface TidySessionsOptions {
  readonly sessions: Pick<Sessions, "live"> & {
    readonly store: Pick<SessionStore, "withCalls" | "dropCalls" | "dropKeys">;
  };
  readonly worker: string;
  /** The job as the chain has it. */
  job(id: string): Pick<ChainJob, "state" | "worker"> | undefined;
  /** The chain's time in seconds. */
  now(): number;
}

/** Seconds for which the keys of a session that is over still show how it ended. */
const KEYS_SECONDS = 30 * 86_400;
/** Calls that are removed at a time, while nothing else goes on. */
const SLICE = 5_000;

/**
 * Removes what nobody can ask for any more: the rows of calls of sessions in which this worker's part is over, which stand
 * in the receipt's list, and the hashes of keys that are long of no use. What sessions added up to stays.
 */
export async function tidySessions({ sessions, worker, job, now }: TidySessionsOptions): Promise<void> {
  const { store } = sessions;
  for (const id of store.withCalls()) {
    const known = job(id);
    if (!known || !isOver(known, worker) || sessions.live(id)) continue;
    while (store.dropCalls(id, SLICE) === SLICE) await sleep(0);
  }
  store.dropKeys(now() - KEYS_SECONDS);
}
