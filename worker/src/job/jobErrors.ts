import type { DatabaseSync } from "node:sqlite";
import { PosthumanError, type ErrorCode } from "@posthuman/sdk";

/** An error as the API shows it. */
export type ShownError = ReturnType<PosthumanError["toJSON"]>;

/** Why jobs were not taken or were given up, durable, as the chain does not say it in full. */
export interface JobErrors {
  set(job: string, error: PosthumanError): void;
  clear(job: string): void;
  get(job: string): ShownError | undefined;
}

/** The errors as the worker's database has them. */
export function openJobErrors(db: DatabaseSync): JobErrors {
  const set = db.prepare(
    "INSERT INTO job_errors VALUES (?, ?) ON CONFLICT DO UPDATE SET error = excluded.error",
  );
  const clear = db.prepare("DELETE FROM job_errors WHERE job = ?");
  const get = db.prepare("SELECT error FROM job_errors WHERE job = ?");
  return {
    set: (job, error) => void set.run(job, JSON.stringify(error)),
    clear: (job) => void clear.run(job),
    get(job) {
      const row = get.get(job);
      return row && (JSON.parse(String(row["error"])) as ShownError);
    },
  };
}

/** Temporary errors, unrelated to the job. */
const TRANSIENT: readonly ErrorCode[] = [
  "RPC_UNREACHABLE",
  "RPC_REFUSED",
  "RPC_INCONSISTENT",
  "WORKER_BALANCE_TOO_LOW",
  "WORKER_STOPPING",
];

/** Whether to try again rather than to give the job up. */
export function isTransient(error: unknown): boolean {
  return PosthumanError.is(error) && TRANSIENT.includes(error.code);
}
