import type { JobState, Result, Terms } from "@posthuman/sdk";
import type { IndexedJob } from "../job/IndexedJob.ts";

/** A job's row, read back. */
export function parseJob(row: Record<string, unknown>): IndexedJob {
  const {
    id,
    state,
    attempts,
    worker,
    payer,
    until,
    birth_due,
    terms,
    result,
    progress,
    checkpoint,
    fee,
    reason,
    child,
  } = row as unknown as JobRow;
  return {
    id,
    state,
    attempts,
    payer,
    until,
    progress,
    terms: parseTerms(terms),
    birthDue: birth_due === 1,
    result: result === null ? undefined : parseResult(result),
    worker: worker ?? undefined,
    checkpoint: checkpoint ?? undefined,
    fee: fee === null ? undefined : BigInt(fee),
    reason: reason ?? undefined,
    child: child ?? undefined,
  };
}

interface JobRow {
  id: string;
  payer: string;
  state: JobState;
  attempts: number;
  until: number;
  progress: number;
  birth_due: number;
  terms: string;
  result: string | null;
  worker: string | null;
  checkpoint: string | null;
  fee: string | null;
  reason: string | null;
  child: string | null;
}

/** As JSON has it: with strings for what is unlimited. */
type Stored<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

function parseTerms(json: string): Terms {
  const stored = JSON.parse(json) as Stored<Terms>;
  return {
    ...stored,
    deadline: BigInt(stored.deadline),
    maxFee: BigInt(stored.maxFee),
    orderedAtLease: BigInt(stored.orderedAtLease),
  };
}

function parseResult(json: string): Result {
  const stored = JSON.parse(json) as Stored<Result>;
  return { ...stored, fee: BigInt(stored.fee), segments: BigInt(stored.segments), gain: BigInt(stored.gain) };
}
