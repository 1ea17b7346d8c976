import type { Client } from "../client/Client.ts";

/** How much of a token, in its smallest unit. */
export interface Amount {
  readonly token: string;
  readonly amount: bigint;
}

/** What to tell while a plan is prepared. */
export interface PrepareOptions {
  /** Called with how much of a file was sent to a worker so far, in bytes. */
  readonly onUpload?: (name: string, sent: number, total: number) => void;
}

/**
 * What is about to be done, checked as far as it can be before anything is sent. A face shows the terms, with what
 * `rehearsePlan` finds out, asks, and lets `executePlan` carry it out.
 */
export interface Plan<Terms, Result> {
  /** What a person decides by, as data; the face words it. */
  readonly terms: Terms;
  /** What has to be done elsewhere before the transactions are sent, such as an upload. */
  readonly prepare?: (options?: PrepareOptions) => Promise<void>;
  /** Sends the transactions. It is rehearsed first, so it must do nothing else than call the chain. */
  readonly act: (client: Client) => Promise<Result>;
}
