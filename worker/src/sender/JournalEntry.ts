/**
 * Where a transaction stands. `intent`: written down, nothing sent. `refused`: the trial reverted, nothing sent.
 * `signed`: its bytes are stored and may be out. `broadcast`: a node took it. `mined`: it is in a block. The rest is
 * as deep as the confirmations ask: `final` succeeded, `failed` reverted, `replaced` lost its nonce to another's.
 */
export type TransactionState =
  "intent" | "refused" | "signed" | "broadcast" | "mined" | "final" | "failed" | "replaced";

/** A transaction that is in a block. */
export interface SentReceipt {
  readonly hash: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly gasUsed: bigint;
  /** Wei paid for each unit of gas. */
  readonly gasPrice: bigint;
}

/** Why a contract reverted, in the catalogue's words. */
export interface Revert {
  /** A code of the catalogue; `CONTRACT_REFUSED` for what it has no words for. */
  readonly error: string;
  readonly reason: string;
}

/** What the journal knows of one transaction. */
export interface JournalEntry {
  readonly key: string;
  readonly to: string;
  readonly data: string;
  readonly value: bigint;
  readonly description: string;
  readonly state: TransactionState;
  readonly nonce: number | undefined;
  readonly receipt: SentReceipt | undefined;
  /** Why it was refused or failed. */
  readonly reason: Revert | undefined;
}

/** One signed form of a transaction. */
export interface Attempt {
  readonly hash: string;
  /** The signed bytes. */
  readonly raw: string;
  /** Milliseconds since the epoch. */
  readonly signedAt: number;
}
