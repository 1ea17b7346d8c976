import type { PosthumanError } from "../errors/PosthumanError.ts";

/** What a worker tells of a job while it goes on; the fields depend on the event. */
export interface WorkerEvent {
  /**
   * `start`, `progress`, `checkpoint`, `metrics`, `error`, `end` come from the algorithm, `ready` from a session's engine;
   * `state` when the job's state on chain changed, `refused` when the worker does not take the job for now.
   */
  readonly event: string;
  /** When, as ISO 8601. */
  readonly time?: string;
  /** `progress`, `checkpoint`: steps done. */
  readonly step?: number;
  /** `start`, `progress`: steps in all. */
  readonly total?: number;
  readonly loss?: number;
  readonly tokens_per_s?: number;
  /** Seconds left. */
  readonly eta_s?: number;
  /** `progress`: what is being done, such as `training`. */
  readonly phase?: string;
  /** `refused`: why. If it is not retryable, the worker will not take the job at all, and it can be cancelled. */
  readonly error?: ReturnType<PosthumanError["toJSON"]>;
  /** `state`: the new one. */
  readonly state?: string;
  readonly [field: string]: unknown;
}
