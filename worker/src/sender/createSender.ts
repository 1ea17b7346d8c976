import type { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { PosthumanError } from "@posthuman/sdk";
import { toQuantity } from "ethers";
import { readHead, retry, type RetryOptions } from "../chain/rpc.ts";
import { crashPoint } from "../database/atomic.ts";
import { openJournal } from "./openJournal.ts";
import { broadcast, prepare, refusalOf } from "./prepare.ts";
import type { JournalEntry, SenderContext, SentReceipt, TransactionRequest } from "./transaction.ts";
import { watch } from "./watch.ts";

/** `signal` ends the sender: what waits is rejected with `WORKER_STOPPING`, and continues after the next start. */
export interface SenderOptions
  extends
    Pick<SenderContext, "rpc" | "signer" | "chainId" | "confirmations">,
    Partial<Pick<SenderContext, "bumpAfterMs" | "feeLimit">>,
    Omit<RetryOptions, "signal"> {
  readonly db: DatabaseSync;
  readonly signal: AbortSignal;
  /** Pause between looks at the chain, in milliseconds. */
  readonly pollMs?: number;
}

/** Sends one account's transactions, each once, whatever dies in between. */
export interface Sender {
  /**
   * Sends a transaction, or finds the one that was sent under this key before, also before a restart, and waits
   * until it is as deep as the confirmations ask. A refused one may be asked for again: it was never sent.
   * @throws PosthumanError `TRANSACTION_REFUSED`, `TRANSACTION_REVERTED`, `TRANSACTION_REPLACED`,
   * `TRANSACTION_KEY_TAKEN`, `WORKER_STOPPING`.
   */
  send(request: TransactionRequest): Promise<SentReceipt>;
  /** The state of a transaction so far; `undefined` if none has this key. */
  status(key: string): JournalEntry | undefined;
  /** Takes back what was concluded from blocks above this one. Joins the transaction of the follower's rewind. */
  reopen(block: number): void;
  /** Watches the transactions in flight, those of an earlier run first, until the signal fires. */
  run(): Promise<void>;
}

/** Makes the sender of an account. Nobody else may send from that account. */
export function createSender(options: SenderOptions): Sender {
  const { db, signal, pollMs = 500, pauseMs, maxPauseMs, onFailure = () => undefined } = options;
  const journal = openJournal(db);
  const context: SenderContext = {
    bumpAfterMs: 60_000,
    feeLimit: 1_000_000_000_000n,
    ...options,
    journal,
    onFailure,
  };
  const retrying: RetryOptions = {
    signal,
    onFailure,
    ...(pauseMs && { pauseMs }),
    ...(maxPauseMs && { maxPauseMs }),
  };
  const waiting = new Map<string, PromiseWithResolvers<SentReceipt>>();
  let queue: Promise<unknown> = Promise.resolve();

  /** One at a time, so that nonces are reserved in order. */
  function serially<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  }

  async function dispatch({ key, extraGas = 0n }: TransactionRequest): Promise<void> {
    const entry = journal.find(key) as JournalEntry;
    if (entry.state !== "intent" && entry.state !== "refused") return;
    await retry(() => prepare(context, entry, extraGas), retrying);
    await broadcast(context, key);
  }

  function outcome(key: string): Promise<SentReceipt> {
    const known = waiting.get(key);
    if (known) return known.promise;
    const waiter = Promise.withResolvers<SentReceipt>();
    waiting.set(key, waiter);
    conclude(key);
    if (signal.aborted) giveUp();
    return waiter.promise;
  }

  /** Settles the promises of those who wait for a transaction that has ended. */
  function conclude(key: string): void {
    const entry = journal.find(key) as JournalEntry;
    const waiter = waiting.get(key);
    const error = failureOf(entry, context.signer.address);
    if (!waiter || (entry.state !== "final" && !error)) return;
    waiting.delete(key);
    if (error) waiter.reject(error);
    else waiter.resolve(entry.receipt as SentReceipt);
  }

  function giveUp(): void {
    for (const { reject } of waiting.values()) reject(new PosthumanError("WORKER_STOPPING"));
    waiting.clear();
  }
  signal.addEventListener("abort", giveUp, { once: true });

  async function look(): Promise<void> {
    const entries = journal.inFlight();
    if (entries.length === 0) return;
    const head = await readHead(context.rpc);
    // Nodes keep the states of at least 128 blocks; that deep is deep enough to call a nonce lost.
    const settled = toQuantity(Math.max(0, head - Math.min(context.confirmations, 64)));
    const count = await context.rpc.call<string>("eth_getTransactionCount", [
      context.signer.address,
      settled,
    ]);
    for (const { key } of entries) {
      const entry = journal.find(key) as JournalEntry;
      await watch(context, entry, { number: head, settledCount: Number(count) });
      conclude(key);
    }
  }

  return {
    async send(request) {
      journal.intend(request);
      crashPoint("sender.intent");
      await serially(() => dispatch(request));
      return outcome(request.key);
    },
    status: (key) => journal.find(key),
    reopen: (block) => journal.reopen(block),
    async run() {
      while (!signal.aborted) {
        await retry(look, retrying).catch((error: unknown) => {
          if (!PosthumanError.is(error, "WORKER_STOPPING")) throw error;
        });
        await sleep(pollMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

/**
 * The error with which a transaction ended; `undefined` while it has not, or if it worked. The argument `error` of a
 * refused or reverted one is the code of the contract's error.
 */
function failureOf(entry: JournalEntry, account: string): PosthumanError | undefined {
  const { key, state, description, nonce = 0, receipt, reason } = entry;
  if (state === "refused") return refusalOf(entry);
  if (state === "replaced") return new PosthumanError("TRANSACTION_REPLACED", { key, nonce, account });
  if (state !== "failed") return undefined;
  return new PosthumanError("TRANSACTION_REVERTED", { description, ...reason, hash: receipt?.hash ?? "" });
}
