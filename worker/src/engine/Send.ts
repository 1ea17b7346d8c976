/** A call to the JobMarket that the worker wants on the chain, once. */
export interface Call {
  /** Names the call for ever: asked twice under one key, it is sent once. */
  readonly key: string;
  readonly method: "lease" | "renew" | "submit" | "settle" | "birth" | "fail" | "lapse" | "expire";
  readonly args: readonly unknown[];
  /** What it is for, in words that follow "to". */
  readonly description: string;
}

/**
 * Sends a call and waits until it is mined and has worked.
 * @throws PosthumanError `TRANSACTION_REFUSED`, `TRANSACTION_REVERTED`, `TRANSACTION_REPLACED`, `WORKER_STOPPING`.
 */
export type Send = (call: Call) => Promise<void>;
