import type { PosthumanError } from "@posthuman/sdk";
import type { Rpc } from "../chain/rpc.ts";
import type { Journal } from "./openJournal.ts";
import type { TransactionSigner } from "./TransactionSigner.ts";

/** What the sender's steps share. */
export interface SenderContext {
  readonly rpc: Rpc;
  readonly journal: Journal;
  readonly signer: TransactionSigner;
  readonly chainId: bigint;
  /** How many blocks must lie on top of a transaction before its outcome counts. */
  readonly confirmations: number;
  /** How long a transaction may hang before its fee is raised, in milliseconds. */
  readonly bumpAfterMs: number;
  /** Highest fee for each unit of gas that is ever bid, in wei. */
  readonly feeLimit: bigint;
  /** Told of failures that are retried. */
  readonly onFailure: (error: PosthumanError) => void;
}
