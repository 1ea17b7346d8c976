import { PosthumanError } from "@posthuman/sdk";
import type { ChainJob } from "../job/ChainJob.ts";
import { createCallRecorder } from "./createCallRecorder.ts";
import { createLiveSession, type LiveSession, type LiveSessionOptions } from "./createLiveSession.ts";
import type { SessionRow, SessionStore, SessionTotals } from "./openSessionStore.ts";
import { whyOver } from "./whyOver.ts";

/** A session that is served until it is disposed. */
export interface ServedSession extends Disposable {
  readonly session: LiveSession;
}

/** All sessions of this worker: those that are served now, and what is left of the others. */
export interface Sessions {
  readonly store: SessionStore;
  /** Begins to serve a session, or goes on with it. */
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
export interface SessionsOptions extends Pick<
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

  /** Whether the worker may still come to serve it: it waits for its turn, or goes on after a restart. */
  function isComing(id: string): boolean {
    const job = options.job(id);
    return job?.state === "Requested" || (job?.state === "Leased" && job.worker === worker);
  }

  function kept(job: string) {
    const row = store.get(job);
    return row && { ...row, ...store.totals(job) };
  }

  return {
    ...{ store, kept },
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
