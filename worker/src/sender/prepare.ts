import { keccak256, toQuantity, type TransactionLike } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import { crashPoint } from "../crashPoint.ts";
import { decodeRevert } from "./decodeRevert.ts";
import type { Attempt, JournalEntry } from "./JournalEntry.ts";
import { readFees } from "./readFees.ts";
import { refusalOf } from "./refusalOf.ts";
import type { SenderContext } from "./SenderContext.ts";

/**
 * Brings an intent to signed bytes on disk: tries it on the latest state, then reserves the nonce. Sends nothing.
 * @throws PosthumanError `TRANSACTION_REFUSED` if it would revert; `WORKER_BALANCE_TOO_LOW`; what `Rpc.call` throws.
 */
export async function prepare(context: SenderContext, entry: JournalEntry, extraGas: bigint): Promise<void> {
  const { rpc, journal, signer, chainId } = context;
  const { key, to, data, value } = entry;
  const gasLimit = (await estimate(context, entry)) + extraGas;
  const fees = await readFees(rpc);
  await requireBalance(context, value + gasLimit * fees.maxFeePerGas);
  const pending = await rpc.call<string>("eth_getTransactionCount", [signer.address, "pending"]);
  // The journal knows of those that the node may have lost, the node of those that were sent before the journal.
  const nonce = Math.max(journal.nextNonce(), Number(pending));
  const attempt = await sign(context, { type: 2, chainId, nonce, to, data, value, gasLimit, ...fees });
  crashPoint("sender.unsaved");
  journal.sign(key, nonce, attempt);
  crashPoint("sender.signed");
}

/** Signs a transaction; its hash is that of its bytes. */
export async function sign({ signer }: SenderContext, transaction: TransactionLike): Promise<Attempt> {
  const raw = await signer.signTransaction(transaction);
  return { raw, hash: keccak256(raw), signedAt: Date.now() };
}

async function estimate({ rpc, journal, signer }: SenderContext, entry: JournalEntry): Promise<bigint> {
  const { key, to, data, value } = entry;
  const call = { from: signer.address, to, data, value: toQuantity(value) };
  try {
    const gas = BigInt(await rpc.call<string>("eth_estimateGas", [call, "latest"]));
    // The state may change until the block; what is not used is not paid.
    return (gas * 5n) / 4n + 10_000n;
  } catch (error) {
    const reason = decodeRevert(error);
    if (reason === undefined) throw error;
    journal.refuse(key, reason);
    throw refusalOf({ ...entry, reason }, error);
  }
}

async function requireBalance({ rpc, signer }: SenderContext, needed: bigint): Promise<void> {
  const balance = BigInt(await rpc.call<string>("eth_getBalance", [signer.address, "latest"]));
  if (balance >= needed) return;
  throw new PosthumanError("WORKER_BALANCE_TOO_LOW", { account: signer.address, balance, needed });
}
