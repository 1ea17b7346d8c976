/** What the catalogue says of one error. The code is the key under which it stands. */
export interface ErrorDescriptor {
  /** One sentence with `{placeholders}`, filled from the error's arguments. */
  readonly message: string;
  /** Why it happens, for a person who meets it the first time. */
  readonly why: string;
  /** What to do about it, in one line. */
  readonly fix: string;
  /** Whether the same call may succeed later without a change by the caller. */
  readonly retryable: boolean;
  /** HTTP status under which the worker's API answers with it. */
  readonly status: number;
}

/** Stands for the words of a code that this bundle leaves out. */
export const wordless: ErrorDescriptor = {
  message: "A worker reported an error that this program does not know.",
  why: "Programs for browsers leave out what only workers and their operators run into.",
  fix: "Look its code up in the error reference.",
  retryable: false,
  status: 500,
};
