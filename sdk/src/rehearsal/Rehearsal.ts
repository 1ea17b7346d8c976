/** A transaction that a call would send, as it was tried. */
export interface RehearsedTransaction {
  readonly to: string;
  readonly data: string;
  /** What it took when it was tried; where a node cannot try several in a row, the estimate of the first. */
  readonly gas: bigint;
}

/** How many tokens an account would gain or lose. */
export interface Move {
  readonly token: string;
  /** In the token's smallest unit; below zero for what is given away. */
  readonly amount: bigint;
}

/** What a call would do, if it were made now. */
export interface Rehearsal<T> {
  /** In the order in which they would be sent. */
  readonly transactions: readonly RehearsedTransaction[];
  /** The net effect on the account's tokens. */
  readonly moves: readonly Move[];
  /**
   * Whether all of it was rehearsed. A node that cannot try several transactions in a row (`eth_simulateV1`) knows only
   * the first one, and no move.
   */
  readonly complete: boolean;
  /** What the call would return; absent if not all of it was rehearsed. */
  readonly result?: T;
}
