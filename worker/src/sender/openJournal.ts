import type { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { transaction } from "../database/atomic.ts";
import type {
  Attempt,
  JournalEntry,
  Revert,
  SentReceipt,
  TransactionRequest,
  TransactionState,
} from "./transaction.ts";

/** The write-ahead journal of one account's transactions. Each write is on disk when its call returns. */
export interface Journal {
  find(key: string): JournalEntry | undefined;
  /** Writes a request down, unless it is there. Throws `TRANSACTION_KEY_TAKEN` if the key names another one. */
  intend(request: TransactionRequest): JournalEntry;
  refuse(key: string, reason: Revert): void;
  /** Reserves the nonce and stores the signed bytes, both or none. */
  sign(key: string, nonce: number, attempt: Attempt): void;
  /** Stores a further form of a signed transaction. */
  addAttempt(key: string, attempt: Attempt): void;
  /** All forms, the newest first. */
  attempts(key: string): Attempt[];
  /** A node has it, and no block: also when a reorg took it out of one. */
  broadcast(key: string): void;
  mine(key: string, receipt: SentReceipt): void;
  /** Ends it. `block` is the height up to which this was seen to be so. */
  finish(key: string, state: "final" | "failed" | "replaced", block: number, reason?: Revert): void;
  /** Transactions whose end is open, by nonce. */
  inFlight(): JournalEntry[];
  /** One above the highest nonce reserved; 0 if none is. */
  nextNonce(): number;
  /** Takes back everything concluded from blocks above this one: a reorg removed them. Joins the caller's transaction. */
  reopen(block: number): void;
}

/** The journal in the worker's database. */
export function openJournal(db: DatabaseSync): Journal {
  const find = db.prepare("SELECT * FROM transactions WHERE key = ?");
  const insert = db.prepare(
    "INSERT INTO transactions (key, target, data, value, description, state) VALUES (?, ?, ?, ?, ?, 'intent')",
  );
  const refuse = db.prepare("UPDATE transactions SET state = 'refused', reason = ? WHERE key = ?");
  const sign = db.prepare("UPDATE transactions SET state = 'signed', nonce = ?, reason = NULL WHERE key = ?");
  const attempt = db.prepare("INSERT INTO attempts (key, hash, raw, signed_at) VALUES (?, ?, ?, ?)");
  const attempts = db.prepare("SELECT * FROM attempts WHERE key = ? ORDER BY rowid DESC");
  const broadcast = db.prepare(
    "UPDATE transactions SET state = 'broadcast', block = NULL, receipt = NULL WHERE key = ?",
  );
  const mine = db.prepare("UPDATE transactions SET state = 'mined', block = ?, receipt = ? WHERE key = ?");
  const finish = db.prepare("UPDATE transactions SET state = ?, block = ?, reason = ? WHERE key = ?");
  const inFlight = db.prepare(
    "SELECT * FROM transactions WHERE state IN ('signed', 'broadcast', 'mined') ORDER BY nonce",
  );
  const highest = db.prepare("SELECT max(nonce) AS nonce FROM transactions");
  const reopen = db.prepare(
    `UPDATE transactions SET state = 'broadcast', block = NULL, receipt = NULL, reason = NULL
     WHERE state IN ('mined', 'final', 'failed', 'replaced') AND block > ?`,
  );

  function read(key: string): JournalEntry | undefined {
    const row = find.get(key);
    return row && parse(row as unknown as Row);
  }

  function addAttempt(key: string, { hash, raw, signedAt }: Attempt): void {
    attempt.run(key, hash, raw, signedAt);
  }

  return {
    find: read,
    intend({ key, to, data, value = 0n, description }) {
      const entry = read(key);
      if (!entry) insert.run(key, to, data, value.toString(), description);
      else if (entry.to !== to || entry.data !== data || entry.value !== value) {
        throw new PosthumanError("TRANSACTION_KEY_TAKEN", { key });
      }
      return read(key) as JournalEntry;
    },
    refuse: (key, reason) => void refuse.run(JSON.stringify(reason), key),
    sign(key, nonce, first) {
      transaction(db, () => {
        sign.run(nonce, key);
        addAttempt(key, first);
      });
    },
    addAttempt,
    attempts: (key) =>
      attempts.all(key).map((row) => {
        const { hash, raw, signed_at: signedAt } = row as { hash: string; raw: string; signed_at: number };
        return { hash, raw, signedAt };
      }),
    broadcast: (key) => void broadcast.run(key),
    mine(key, receipt) {
      const { hash, blockNumber, blockHash, gasUsed, gasPrice } = receipt;
      const json = { hash, blockNumber, blockHash, gasUsed: `${gasUsed}`, gasPrice: `${gasPrice}` };
      mine.run(receipt.blockNumber, JSON.stringify(json), key);
    },
    finish: (key, state, block, reason) =>
      void finish.run(state, block, reason ? JSON.stringify(reason) : null, key),
    inFlight: () => inFlight.all().map((row) => parse(row as unknown as Row)),
    nextNonce() {
      const { nonce } = highest.get() as { nonce: number | null };
      return nonce === null ? 0 : nonce + 1;
    },
    reopen: (block) => void reopen.run(block),
  };
}

interface Row {
  key: string;
  target: string;
  data: string;
  value: string;
  description: string;
  state: TransactionState;
  nonce: number | null;
  receipt: string | null;
  reason: string | null;
}

function parse({ key, target, data, value, description, state, nonce, receipt, reason }: Row): JournalEntry {
  return {
    key,
    to: target,
    data,
    value: BigInt(value),
    description,
    state,
    nonce: nonce ?? undefined,
    receipt: receipt === null ? undefined : parseReceipt(receipt),
    reason: reason === null ? undefined : (JSON.parse(reason) as Revert),
  };
}

function parseReceipt(json: string): SentReceipt {
  type Stored = Omit<SentReceipt, "gasUsed" | "gasPrice"> & { gasUsed: string; gasPrice: string };
  const stored = JSON.parse(json) as Stored;
  return { ...stored, gasUsed: BigInt(stored.gasUsed), gasPrice: BigInt(stored.gasPrice) };
}
