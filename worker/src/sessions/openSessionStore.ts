import type { DatabaseSync } from "node:sqlite";
import { PosthumanError, type ErrorCode, type SessionCall, type SessionState } from "@posthuman/sdk";
import { transaction } from "../database/atomic.ts";

/** A session as the database has it. */
export interface SessionRow {
  readonly state: SessionState;
  /** In tokens. */
  readonly budget: number;
  /** Unix time in seconds; 0 before it is open. */
  readonly ends: number;
  /** Why it was ended, if not by its own terms. */
  readonly reason: ErrorCode | undefined;
}

/** What the calls of a session add up to. */
export interface SessionTotals {
  readonly calls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Sessions, their keys and their calls, durable. */
export interface SessionStore {
  get(job: string): SessionRow | undefined;
  /** Begins a session, unless it is there. */
  begin(job: string, budget: number): void;
  /** Opens it until a time. */
  open(job: string, ends: number): void;
  /** Stops further calls, with a reason if not by its own terms; the first reason stays. */
  close(job: string, reason?: ErrorCode): void;
  /** Marks it as over: its result is made, or it is no longer this worker's. */
  end(job: string): void;
  totals(job: string): SessionTotals;
  /** In the order of their numbers. */
  calls(job: string): SessionCall[];
  /** Writes calls down, all in one step. */
  record(calls: readonly (SessionCall & { readonly job: string })[]): void;
  /** Takes numbers for calls that no other call will ever have. @returns the first of them. */
  takeNumbers(job: string, count: number): number;
  /**
   * Lets a key in, by its SHA-256.
   * @throws PosthumanError `SESSION_KEYS_EXCEEDED`, `SESSION_KEY_INVALID` if it is another session's.
   */
  addKey(job: string, hash: string): void;
  removeKey(job: string, hash: string): void;
  keys(job: string): string[];
  /** The session that a key opens. */
  jobOf(hash: string): string | undefined;
  /** Sessions whose calls are still listed here. */
  withCalls(): string[];
  /** Removes at most this many calls of a session; its totals stay. @returns how many were removed. */
  dropCalls(job: string, most: number): number;
  /** Removes the keys of sessions that ended before a time in seconds. */
  dropKeys(endedBefore: number): void;
}

const NOTHING: SessionTotals = { calls: 0, promptTokens: 0, completionTokens: 0 };
/** Keys that one session may have. */
const MOST_KEYS = 32;

/** Sessions as the worker's database has them. */
export function openSessionStore(db: DatabaseSync): SessionStore {
  const get = db.prepare("SELECT state, budget, ends, reason FROM sessions WHERE job = ?");
  const begin = db.prepare(
    "INSERT INTO sessions (job, budget, state) VALUES (?, ?, 'opening') ON CONFLICT DO NOTHING",
  );
  const open = db.prepare("UPDATE sessions SET state = 'open', ends = ? WHERE job = ? AND state = 'opening'");
  const close = db.prepare(
    `UPDATE sessions SET state = 'closing', reason = coalesce(reason, ?) WHERE job = ? AND state <> 'closed'`,
  );
  const end = db.prepare("UPDATE sessions SET state = 'closed' WHERE job = ?");
  const totals = db.prepare(
    `SELECT calls, prompt_tokens AS promptTokens, completion_tokens AS completionTokens
     FROM sessions WHERE job = ?`,
  );
  const calls = db.prepare("SELECT * FROM session_calls WHERE job = ? ORDER BY n");
  const insert = db.prepare("INSERT INTO session_calls VALUES (?, ?, ?, ?, ?, ?, ?)");
  const add = db.prepare(
    `UPDATE sessions SET calls = calls + 1, prompt_tokens = prompt_tokens + ?,
       completion_tokens = completion_tokens + ? WHERE job = ?`,
  );
  const next = db.prepare(
    "UPDATE sessions SET next_call = next_call + ? WHERE job = ? RETURNING next_call AS next",
  );
  const addKey = db.prepare("INSERT INTO session_keys VALUES (?, ?) ON CONFLICT DO NOTHING");
  const removeKey = db.prepare("DELETE FROM session_keys WHERE hash = ? AND job = ?");
  const keys = db.prepare("SELECT hash FROM session_keys WHERE job = ? ORDER BY hash");
  const jobOf = db.prepare("SELECT job FROM session_keys WHERE hash = ?");
  const withCalls = db.prepare("SELECT job FROM sessions WHERE has_calls");
  const dropCalls = db.prepare(
    "DELETE FROM session_calls WHERE job = ?1 AND n IN (SELECT n FROM session_calls WHERE job = ?1 LIMIT ?2)",
  );
  const dropped = db.prepare("UPDATE sessions SET has_calls = 0 WHERE job = ?");
  const dropKeys = db.prepare(
    `DELETE FROM session_keys WHERE job IN
       (SELECT job FROM sessions WHERE ends > 0 AND ends < ?)`,
  );

  const store: SessionStore = {
    get(job) {
      const row = get.get(job);
      if (!row) return undefined;
      const { state, budget, ends, reason } = row as unknown as { reason: ErrorCode | null } & Omit<
        SessionRow,
        "reason"
      >;
      return { state, budget, ends, reason: reason ?? undefined };
    },
    begin: (job, budget) => void begin.run(job, budget),
    open: (job, ends) => void open.run(ends, job),
    close: (job, reason) => void close.run(reason ?? null, job),
    end: (job) => void end.run(job),
    totals: (job) => ({ ...NOTHING, ...totals.get(job) }),
    calls: (job) => calls.all(job).map(parseCall),
    record(rows) {
      transaction(db, () => {
        for (const { job, n, id, requestHash, responseHash, promptTokens, completionTokens } of rows)
          insert.run(job, n, id, requestHash, responseHash, promptTokens, completionTokens);
        for (const { job, promptTokens, completionTokens } of rows)
          add.run(promptTokens, completionTokens, job);
      });
    },
    takeNumbers: (job, count) => Number(next.get(count, job)?.["next"]) - count,
    addKey(job, hash) {
      transaction(db, () => {
        const owner = store.jobOf(hash);
        if (owner === job) return;
        if (owner !== undefined) throw new PosthumanError("SESSION_KEY_INVALID");
        if (keys.all(job).length >= MOST_KEYS)
          throw new PosthumanError("SESSION_KEYS_EXCEEDED", { id: job, limit: MOST_KEYS });
        addKey.run(hash, job);
      });
    },
    removeKey: (job, hash) => void removeKey.run(hash, job),
    keys: (job) => keys.all(job).map((row) => String(row["hash"])),
    jobOf(hash) {
      const row = jobOf.get(hash);
      return row && String(row["job"]);
    },
    withCalls: () => withCalls.all().map((row) => String(row["job"])),
    dropCalls(job, most) {
      const count = Number(dropCalls.run(job, most).changes);
      if (count < most) dropped.run(job);
      return count;
    },
    dropKeys: (endedBefore) => void dropKeys.run(endedBefore),
  };
  return store;
}

function parseCall(row: Record<string, unknown>): SessionCall {
  return {
    n: Number(row["n"]),
    id: String(row["id"]),
    requestHash: String(row["request_hash"]),
    responseHash: String(row["response_hash"]),
    promptTokens: Number(row["prompt_tokens"]),
    completionTokens: Number(row["completion_tokens"]),
  };
}
