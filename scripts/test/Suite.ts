/** One part of `npm test`. */
export interface Suite {
  readonly name: string;
  /** Runs it, shows its progress on stdout (all of it at the end if `held`) and counts. */
  run(held?: boolean): Promise<Counts>;
  /** When it runs: before all others, after those, or beside what runs then, which waits more than it computes. */
  readonly place: "first" | "then" | "beside";
}

/** How many tests passed and failed. A suite that breaks, or runs no test, counts as a failed one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  /** What the runner said of each failed test, its first lines. */
  readonly failures?: readonly string[];
}
