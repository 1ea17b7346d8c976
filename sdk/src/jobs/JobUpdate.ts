import type { JobState } from "../protocol/jobStates.ts";
import type { WorkerEvent } from "../remote/WorkerEvent.ts";

/** Something that happened to a job. */
export type JobUpdate = StateUpdate | ProgressUpdate | BirthUpdate | EventUpdate;

/** The job's state changed on chain. */
export interface StateUpdate {
  readonly type: "state";
  readonly state: JobState;
  /** Who leased, submitted, failed or was paid. */
  readonly worker?: string;
  /** Settled: whether a birth is due. */
  readonly birthDue?: boolean;
  /** Failed: a code of the error catalogue. */
  readonly reason?: string;
  readonly transaction: string;
}

/** The worker renewed its lease. */
export interface ProgressUpdate {
  readonly type: "progress";
  /** Done part, from 0 to 1. */
  readonly progress: number;
  /** Hash of the latest leaf of the trace. */
  readonly checkpoint: string;
  readonly transaction: string;
}

/** The child of a training was born. */
export interface BirthUpdate {
  readonly type: "birth";
  /** Its datatoken. */
  readonly child: string;
  readonly transaction: string;
}

/** What the worker tells while the job runs; not on chain. */
export interface EventUpdate {
  readonly type: "event";
  readonly event: WorkerEvent;
}
