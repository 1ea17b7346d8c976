import { PosthumanError, type ErrorCode, type SessionState } from "@posthuman/sdk";
import { createRateLimit } from "../http/createRateLimit.ts";
import type { ServedModel } from "../serving/prepareServing.ts";
import type { CallRecorder } from "./createCallRecorder.ts";
import type { SessionStore } from "./openSessionStore.ts";

/** What a call used, and its hashes for the receipt. */
interface FinishedCall {
  readonly requestHash: string;
  readonly responseHash: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** A call under way. It holds a part of the budget until it is disposed, and is recorded at most once. */
export interface CallTicket extends Disposable {
  /** Id of its answer. */
  readonly id: string;
  /** Tokens that it holds. */
  readonly tokens: number;
  /**
   * Counts the call. Resolves when that is on the disk.
   * @throws PosthumanError `SESSION_SPENT` if it used more than it holds and the budget has no room for the rest: then it
   * must not be answered, and is not counted.
   */
  finish(call: FinishedCall): Promise<void>;
}

/** A session that this worker is serving. */
export interface LiveSession {
  readonly job: string;
  readonly model: ServedModel;
  /** In tokens. */
  readonly budget: number;
  state(): SessionState;
  /** Unix time in seconds; 0 before it is open. */
  ends(): number;
  /** Tokens of all calls that were answered. */
  used(): number;
  calls(): number;
  /** Opens it until a time. */
  open(ends: number): void;
  /** @throws PosthumanError `SESSION_OPENING`, `SESSION_EXPIRED`, `SESSION_CLOSED`. */
  requireOpen(): void;
  /** Whether this many tokens are left that nobody holds. */
  hasRoom(tokens: number): boolean;
  /**
   * Begins a call. Waits while only calls under way hold the tokens that it needs; takes less than `most` where no more
   * is left of the budget.
   * @throws PosthumanError `SESSION_OPENING`, `SESSION_EXPIRED`, `SESSION_CLOSED`, `SESSION_SPENT`; what `signal` was
   * aborted with.
   */
  begin(tokens: { readonly least: number; readonly most: number }, signal: AbortSignal): Promise<CallTicket>;
  /** Fires when it cannot wait for the calls under way any more. */
  readonly ending: AbortSignal;
  /** Milliseconds to wait before the next call may be made; 0 if it may now. */
  throttle(): number;
  /** Takes no more calls; why, if not by its own terms. */
  close(reason?: ErrorCode): void;
  /** Fires when it takes no more calls. */
  readonly closing: AbortSignal;
  /** Resolves when no call is under way; after the signal fires, those that are are ended. */
  drain(hurry: AbortSignal): Promise<void>;
}

/** What a session is served with. */
export interface LiveSessionOptions {
  readonly job: string;
  readonly model: ServedModel;
  readonly budget: number;
  readonly store: SessionStore;
  readonly recorder: CallRecorder;
  /** The chain's time in seconds. */
  now(): number;
  readonly requestsPerMinute: number;
  /** Calls after which it ends, as one receipt lists them all. */
  readonly mostCalls?: number;
}

/** Calls that one receipt can list without trouble. */
const MOST_CALLS = 100_000;
/** Numbers of calls that are taken at a time, so that most calls need no write for theirs. */
const NUMBERS = 1_000;

/** Begins to serve a session, or continues it from the database. */
export function createLiveSession(options: LiveSessionOptions): LiveSession {
  const { job, model, budget, store, recorder, now, mostCalls = MOST_CALLS } = options;
  store.begin(job, budget);
  let { state, ends } = store.get(job) ?? { state: "opening" as const, ends: 0 };
  const totals = store.totals(job);
  let { calls } = totals;
  let used = totals.promptTokens + totals.completionTokens;
  let reserved = 0;
  let underWay = 0;
  let number = 0;
  let lastNumber = -1;
  const rate = createRateLimit(options.requestsPerMinute);
  const closing = new AbortController();
  const ending = new AbortController();
  /** Calls that wait for tokens; each looks again when woken, in the order they came. */
  const waiting: (() => void)[] = [];
  let drained = Promise.withResolvers<void>();
  if (state !== "opening" && state !== "open") closing.abort();

  function requireOpen(): void {
    if (state === "opening") throw new PosthumanError("SESSION_OPENING", { id: job });
    if (state !== "open" || now() >= ends) throw whyOver(job, { budget, used, ends }, now());
  }

  function nextNumber(): number {
    if (number > lastNumber) {
      number = store.takeNumbers(job, NUMBERS);
      lastNumber = number + NUMBERS - 1;
    }
    return number++;
  }

  /** Waits until a call gives its tokens back, or the session takes no more calls. */
  async function freed(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = () => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    waiting.push(resolve);
    await promise.finally(() => signal.removeEventListener("abort", onAbort));
  }

  function wakeWaiting(): void {
    for (const wake of waiting.splice(0)) wake();
  }

  function ticketOf(tokens: number): CallTicket {
    const n = nextNumber();
    const id = `cmpl-${job.slice(2, 10)}-${n}`;
    reserved += tokens;
    underWay += 1;
    let isOpen = true;
    let held = tokens;
    const hold = (count: number) => {
      reserved += count - held;
      held = count;
    };
    return {
      id,
      tokens,
      async finish(call) {
        const taken = call.promptTokens + call.completionTokens;
        const left = budget - used - reserved + held;
        if (taken > left) throw new PosthumanError("SESSION_SPENT", { id: job, left, budget, needed: taken });
        hold(taken);
        await recorder.record({ job, n, id, ...call });
        hold(0);
        calls += 1;
        used += taken;
      },
      [Symbol.dispose]() {
        if (!isOpen) return;
        isOpen = false;
        hold(0);
        underWay -= 1;
        if (used >= budget || calls >= mostCalls) close();
        wakeWaiting();
        if (underWay === 0) drained.resolve();
      },
    };
  }

  function close(reason?: ErrorCode): void {
    if (closing.signal.aborted) return;
    store.close(job, reason);
    state = "closing";
    closing.abort();
    wakeWaiting();
  }

  return {
    job,
    model,
    budget,
    close,
    state: () => state,
    ends: () => ends,
    used: () => used,
    calls: () => calls,
    closing: closing.signal,
    ending: ending.signal,
    requireOpen,
    throttle: () => rate.take(),
    hasRoom: (tokens) => used + reserved + tokens <= budget,
    open(until) {
      if (state !== "opening") return;
      store.open(job, until);
      ends = until;
      state = "open";
    },
    async begin({ least, most }, signal) {
      for (;;) {
        requireOpen();
        const unused = Math.max(0, budget - used);
        if (least > unused)
          throw new PosthumanError("SESSION_SPENT", { id: job, left: unused, budget, needed: least });
        const tokens = Math.min(most, unused);
        if (tokens + reserved <= unused) return ticketOf(tokens);
        await freed(signal);
      }
    },
    async drain(hurry) {
      drained = Promise.withResolvers();
      if (underWay === 0) return;
      const end = () => ending.abort(new PosthumanError("SESSION_CLOSED", { id: job }));
      if (hurry.aborted) end();
      hurry.addEventListener("abort", end, { once: true });
      await drained.promise;
      hurry.removeEventListener("abort", end);
    },
  };
}

/** The facts that explain why a session takes no more calls. */
interface OverSession {
  /** In tokens. */
  readonly budget: number;
  readonly used: number;
  /** Unix time in seconds; 0 if it was never open. */
  readonly ends: number;
}

/** Why a session takes no more calls: its budget is used up, its time is, or it was closed. */
export function whyOver(id: string, { budget, used, ends }: OverSession, now: number): PosthumanError {
  if (used >= budget) return new PosthumanError("SESSION_SPENT", { id, left: 0, budget, needed: 1 });
  if (ends > 0 && now >= ends) return new PosthumanError("SESSION_EXPIRED", { id, ended: ends });
  return new PosthumanError("SESSION_CLOSED", { id });
}
