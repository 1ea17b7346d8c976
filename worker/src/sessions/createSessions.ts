import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { isOver, type ChainJob } from "../job/ChainJob.ts";
import { createCallRecorder } from "./createCallRecorder.ts";
import {
  createLiveSession,
  whyOver,
  type LiveSession,
  type LiveSessionOptions,
} from "./createLiveSession.ts";
import type { SessionRow, SessionStore, SessionTotals } from "./openSessionStore.ts";

/** A session that is served until it is disposed. */
interface ServedSession extends Disposable {
  readonly session: LiveSession;
}

/** All sessions of this worker: those that are served now, and what is left of the others. */
export interface Sessions {
  readonly store: SessionStore;
  /** Begins to serve a session, or continues it. */
  serve(session: Pick<LiveSessionOptions, "job" | "model" | "budget">): ServedSession;
  /** Those that are served now. */
  all(): Iterable<LiveSession>;
  /** The session, if it is served now. */
  live(job: string): LiveSession | undefined;
  /**
   * The session that a key opens.
   * @param keyHash Its SHA-256.
   * @throws PosthumanError `SESSION_KEY_INVALID`, or why it is not served: `SESSION_OPENING`, `SESSION_SPENT`,
   * `SESSION_EXPIRED`, `SESSION_CLOSED`.
   */
  ofKey(keyHash: string | undefined): LiveSession;
  /** What is left of a session that is or was served. */
  kept(job: string): (SessionRow & SessionTotals) | undefined;
}

/** What sessions are kept with. */
interface SessionsOptions extends Pick<
  LiveSessionOptions,
  "store" | "now" | "requestsPerMinute" | "mostCalls"
> {
  /** The job as the chain has it. */
  job(id: string): Pick<ChainJob, "state" | "worker"> | undefined;
  readonly worker: string;
}

/** Keeps the worker's sessions. */
export function createSessions(options: SessionsOptions): Sessions {
  const { store, now, worker } = options;
  const recorder = createCallRecorder(store);
  const live = new Map<string, LiveSession>();

  /** Whether the worker may still come to serve it: it waits for its turn, or resumes after a restart. */
  function isComing(id: string): boolean {
    const job = options.job(id);
    return job?.state === "Requested" || (job?.state === "Leased" && job.worker === worker);
  }

  function kept(job: string) {
    const row = store.get(job);
    return row && { ...row, ...store.totals(job) };
  }

  return {
    store,
    kept,
    serve(parameters) {
      const session = createLiveSession({ ...options, ...parameters, recorder });
      live.set(session.job, session);
      return { session, [Symbol.dispose]: () => void live.delete(session.job) };
    },
    all: () => live.values(),
    live: (job) => live.get(job),
    ofKey(keyHash) {
      const job = keyHash === undefined ? undefined : store.jobOf(keyHash);
      if (job === undefined) throw new PosthumanError("SESSION_KEY_INVALID");
      const session = live.get(job);
      if (session) return session;
      const row = kept(job);
      const isOver = row?.state === "closing" || row?.state === "closed";
      if (!isOver && isComing(job)) throw new PosthumanError("SESSION_OPENING", { id: job });
      if (!row) throw new PosthumanError("SESSION_CLOSED", { id: job });
      throw whyOver(job, { ...row, used: row.promptTokens + row.completionTokens }, now());
    },
  };
}

/** The sessions to tidy up, and the facts that decide whether they may be. */
interface TidySessionsOptions {
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
 * Removes what nobody can ask for any more: the rows of calls of sessions in which this worker's part is over, as the receipt
 * lists them, and the hashes of keys that have long been useless. The totals of sessions stay.
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
