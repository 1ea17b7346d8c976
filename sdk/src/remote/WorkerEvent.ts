/** What a worker tells of a job while it goes on; the fields depend on the event. */
export interface WorkerEvent {
  /**
   * `start`, `progress`, `checkpoint`, `metrics`, `error`, `end` come from the algorithm; `state` when the job's state
   * on chain changed.
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
  /** `state`: the new one. */
  readonly state?: string;
  readonly [field: string]: unknown;
}
