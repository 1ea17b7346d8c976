import type { Mutant } from "./Mutant.ts";

/**
 * What became of a mutant: `killed` if a test noticed it; `same` if the compiler makes the same code of it, or refuses
 * it, so that there is nothing to notice.
 */
export interface Outcome {
  readonly mutant: Mutant;
  readonly result: "killed" | "survived" | "same";
  /** The test that failed, or why there was none: a mutant may also hang. */
  readonly by?: string;
  readonly seconds: number;
}
