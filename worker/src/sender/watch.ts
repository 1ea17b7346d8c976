import { toQuantity, Transaction } from "ethers";
import { readBlock } from "../chain/rpc.ts";
import { crashPoint } from "../database/atomic.ts";
import { broadcast, bumpFees, decodeRevert, readFees, sign } from "./prepare.ts";
import type { Attempt, JournalEntry, Revert, SenderContext, SentReceipt } from "./transaction.ts";

/** How far the chain is at one moment. */
export interface Head {
  /** Height of its newest block. */
  readonly number: number;
  /** How many transactions of the account are as deep as the confirmations ask; nonces below it are used up. */
  readonly settledCount: number;
}

/** Brings one transaction in flight a step on: to its receipt, its end, a new broadcast, or a higher fee. */
export async function watch(context: SenderContext, entry: JournalEntry, head: Head): Promise<void> {
  const { rpc, journal, confirmations } = context;
  const attempts = journal.attempts(entry.key);
  const found = await findReceipt(context, attempts);
  if (found) {
    if (entry.receipt?.blockHash !== found.blockHash) {
      crashPoint("sender.seen");
      journal.mine(entry.key, found);
      crashPoint("sender.mined");
    }
    if (head.number - found.blockNumber >= confirmations) await finish(context, entry, found);
    return;
  }
  if (entry.state === "mined") journal.broadcast(entry.key);
  const newest = attempts[0] as Attempt;
  if (head.settledCount > (entry.nonce ?? 0)) {
    journal.finish(entry.key, "replaced", head.number - confirmations);
  } else if (!(await rpc.call("eth_getTransactionByHash", [newest.hash]))) {
    await broadcast(context, entry.key);
  } else if (Date.now() - newest.signedAt > context.bumpAfterMs) {
    await bump(context, entry, newest);
  }
}

interface FoundReceipt extends SentReceipt {
  readonly succeeded: boolean;
}

/** The receipt of whichever form was mined, if its block is on the present branch. */
async function findReceipt({ rpc }: SenderContext, attempts: Attempt[]): Promise<FoundReceipt | undefined> {
  for (const { hash } of attempts) {
    const raw = await rpc.call<Record<string, string> | null>("eth_getTransactionReceipt", [hash]);
    if (!raw?.["blockHash"]) continue;
    const { blockHash, blockNumber, gasUsed = 0, effectiveGasPrice = 0, status } = raw;
    const block = await readBlock(rpc, Number(blockNumber));
    if (block?.hash !== blockHash) continue;
    return {
      hash,
      blockNumber: block.number,
      blockHash,
      gasUsed: BigInt(gasUsed),
      gasPrice: BigInt(effectiveGasPrice),
      succeeded: Number(status) === 1,
    };
  }
  return undefined;
}

async function finish(context: SenderContext, entry: JournalEntry, found: FoundReceipt): Promise<void> {
  const { journal } = context;
  if (found.succeeded) journal.finish(entry.key, "final", found.blockNumber);
  else journal.finish(entry.key, "failed", found.blockNumber, await reasonOf(context, entry, found));
  crashPoint("sender.final");
}

/** Asks the state after its block why: the failed transaction itself changed nothing that it depends on. */
async function reasonOf(context: SenderContext, entry: JournalEntry, found: FoundReceipt): Promise<Revert> {
  const { to, data, value } = entry;
  const call = { from: context.signer.address, to, data, value: toQuantity(value) };
  try {
    await context.rpc.call("eth_call", [call, toQuantity(found.blockNumber)]);
  } catch (error) {
    const reason = decodeRevert(error);
    if (reason !== undefined) return reason;
    throw error;
  }
  return { error: "CONTRACT_REFUSED", reason: "for a state that passed within its block, or too little gas" };
}

/** Signs it again at a higher fee, under the same nonce, so that at most one form can ever be mined. */
async function bump(context: SenderContext, entry: JournalEntry, newest: Attempt): Promise<void> {
  const before = Transaction.from(newest.raw);
  const old = {
    maxFeePerGas: before.maxFeePerGas ?? 0n,
    maxPriorityFeePerGas: before.maxPriorityFeePerGas ?? 0n,
  };
  const fees = bumpFees(old, await readFees(context.rpc));
  if (fees.maxFeePerGas > context.feeLimit) return;
  const { type, chainId, nonce, to, data, value, gasLimit } = before;
  const attempt = await sign(context, { type, chainId, nonce, to, data, value, gasLimit, ...fees });
  context.journal.addAttempt(entry.key, attempt);
  crashPoint("sender.bumped");
  await broadcast(context, entry.key);
}
