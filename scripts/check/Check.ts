/** One part of `npm run check`. */
export interface Check {
  readonly name: string;
  /** Runs it; `output` says what is wrong, if something is. */
  run(): Promise<{ readonly ok: boolean; readonly output: string }>;
}
