import type { DatabaseSync } from "node:sqlite";
import type { JobEvent } from "../runner/events.ts";

/** An event as the API shows it. */
export interface StoredEvent {
  /** Its place among the job's events, from 1. */
  readonly id: number;
  /** When the worker saw it, ISO 8601. */
  readonly time: string;
  readonly event: JobEvent;
}

/** Events of all jobs, durable, kept even when the job's folder is gone. */
export interface EventLog {
  /** Writes an event down, without its data cursor: it is long, and only the trace needs it. */
  append(job: string, event: JobEvent): void;
  /** At most `limit` events after `id`, in order. */
  after(job: string, id: number, limit?: number): StoredEvent[];
  /** The newest event of this kind. */
  latest(job: string, kind: JobEvent["event"]): StoredEvent | undefined;
  /** Calls back at each new event of the job, until disposed. */
  watch(job: string, onEvent: () => void): Disposable;
  /** Calls back everyone who watches any job; for changes of state. */
  wake(): void;
}

/** The event log as the worker's database has it. */
export function openEventLog(db: DatabaseSync, now: () => Date = () => new Date()): EventLog {
  const insert = db.prepare(
    `INSERT INTO job_events (job, id, time, event)
     SELECT ?1, coalesce(max(id), 0) + 1, ?2, ?3 FROM job_events WHERE job = ?1`,
  );
  const after = db.prepare(
    "SELECT id, time, event FROM job_events WHERE job = ? AND id > ? ORDER BY id LIMIT ?",
  );
  const latest = db.prepare(
    "SELECT id, time, event FROM job_events WHERE job = ? AND event ->> 'event' = ? ORDER BY id DESC LIMIT 1",
  );
  const watchers = new Map<string, Set<() => void>>();
  const wake = (onEvents: Iterable<() => void> = []) => {
    for (const onEvent of [...onEvents]) onEvent();
  };
  return {
    append(job, event) {
      insert.run(job, now().toISOString(), JSON.stringify({ ...event, cursor: undefined }));
      wake(watchers.get(job));
    },
    after: (job, id, limit = 1_000) => after.all(job, id, limit).map(parse),
    latest(job, kind) {
      const row = latest.get(job, kind);
      return row && parse(row);
    },
    watch(job, onEvent) {
      const set = watchers.get(job) ?? new Set();
      watchers.set(job, set.add(onEvent));
      return {
        [Symbol.dispose]() {
          set.delete(onEvent);
          if (set.size === 0) watchers.delete(job);
        },
      };
    },
    wake: () => wake([...watchers.values()].flatMap((set) => [...set])),
  };
}

function parse(row: Record<string, unknown>): StoredEvent {
  return {
    id: Number(row["id"]),
    time: String(row["time"]),
    event: JSON.parse(String(row["event"])) as JobEvent,
  };
}
