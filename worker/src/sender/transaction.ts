import type { PosthumanError } from "@posthuman/sdk";
import type { TransactionLike } from "ethers";
import type { Rpc } from "../chain/rpc.ts";
import type { Journal } from "./openJournal.ts";

/** A transaction to send. */
export interface TransactionRequest {
  /** Its permanent name, for example `lease:<job id>:<attempt>`: asking again with the same key sends nothing new. */
  readonly key: string;
  readonly to: string;
  /** Calldata. */
  readonly data: string;
  /** In wei; none by default. */
  readonly value?: bigint;
  /** Gas on top of the estimate, for calls that try something and go on without it when the gas is short. */
  readonly extraGas?: bigint;
  /** What it does, as in "could not …": `lease job 0x12`. */
  readonly description: string;
}

/**
 * The state of a transaction. `intent`: written down, nothing sent. `refused`: the trial reverted, nothing sent.
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

/** Signs, and keeps the key to itself; an ethers `Wallet` is one. */
interface TransactionSigner {
  readonly address: string;
  /** Returns the signed bytes. */
  signTransaction(transaction: TransactionLike): Promise<string>;
}

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
  /** Called with failures that are retried. */
  readonly onFailure: (error: PosthumanError) => void;
}
