import type { ChainLog } from "./ChainLog.ts";

/** A log that a source understands. */
export interface Change {
  /** What it is about: a job's id, a model's address, … All logs of one subject together make its row. */
  readonly subject: string;
  /** Writes it into the subject's row. */
  apply(): void;
}

/** Where the index gets its rows from: one contract, and how its logs change them. */
export interface Source {
  /** The contract, checksummed. */
  readonly address: string;
  /** What the log changes; `undefined` if nothing. */
  read(log: ChainLog): Change | undefined;
  /** Removes the subject's row, before its logs are applied anew. */
  forget(subject: string): void;
}
