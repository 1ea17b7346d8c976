import { decodeContractError, PosthumanError } from "@posthuman/sdk";
import { keccak256, toQuantity, type TransactionLike } from "ethers";
import type { Rpc } from "../chain/rpc.ts";
import { crashPoint } from "../database/atomic.ts";
import type { Attempt, JournalEntry, Revert, SenderContext } from "./transaction.ts";

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

/** How nodes say that they have these very bytes already. */
const KNOWN = /already known|already imported|known transaction|already exists/i;

/**
 * Gives the newest signed bytes to the node. A refusal is only reported: whether it matters shows in nonces and
 * receipts, which `watch` reads.
 */
export async function broadcast({ rpc, journal, onFailure }: SenderContext, key: string): Promise<void> {
  const raw = journal.attempts(key)[0]?.raw;
  try {
    await rpc.call("eth_sendRawTransaction", [raw]);
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
    if (!KNOWN.test(String(error.args["reason"]))) return onFailure(error);
  }
  crashPoint("sender.sent");
  journal.broadcast(key);
  crashPoint("sender.broadcast");
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

/** How nodes say that a call reverted when they send no bytes along. */
const REVERTED = /revert|execution failed|invalid opcode|out of gas/i;

/** Why a call reverted; `undefined` if it did not revert, but failed for the node's own reasons. */
export function decodeRevert(error: unknown): Revert | undefined {
  if (!PosthumanError.is(error, "RPC_REFUSED")) return undefined;
  const data = revertData(error.cause) ?? (REVERTED.test(String(error.args["reason"])) ? "0x" : undefined);
  if (data === undefined) return undefined;
  const { code, message } = decodeContractError(data);
  return { error: code, reason: message.replace(/\.$/, "") };
}

/**
 * The returned bytes, wherever node and transport put them. The calls here go past the contracts of ethers, so that there is
 * no `CALL_EXCEPTION` to read them from, as the SDK does.
 */
function revertData(error: unknown): string | undefined {
  const { data, info, error: inner } = (error ?? {}) as Record<string, unknown>;
  if (typeof data === "string" && data.startsWith("0x")) return data;
  if (typeof data === "object" && data !== null) return revertData(data);
  if (inner) return revertData(inner);
  return info ? revertData(info) : undefined;
}

/** The error of a transaction that was tried and would revert, so that nothing was sent. */
export function refusalOf(
  { description, reason }: Pick<JournalEntry, "description" | "reason">,
  cause?: unknown,
): PosthumanError {
  return new PosthumanError("TRANSACTION_REFUSED", { description, ...reason }, { cause });
}

/** EIP-1559 fees, wei for each unit of gas. */
interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

/** A tip for nodes that suggest none: 1 gwei. */
const DEFAULT_TIP = 1_000_000_000n;

/** What the next blocks cost: twice the base fee, which six full blocks in a row cannot outgrow, and a tip. */
export async function readFees(rpc: Rpc): Promise<Fees> {
  const block = await rpc.call<{ baseFeePerGas?: string }>("eth_getBlockByNumber", ["latest", false]);
  const tip = await rpc.call<string>("eth_maxPriorityFeePerGas", []).then(BigInt, () => DEFAULT_TIP);
  return { maxFeePerGas: 2n * BigInt(block.baseFeePerGas ?? 0) + tip, maxPriorityFeePerGas: tip };
}

/** Fees that replace a hanging transaction: 15 % more, which is above every node's threshold, or today's if higher. */
export function bumpFees(old: Fees, today: Fees): Fees {
  const raise = (before: bigint, now: bigint) => {
    const more = (before * 115n) / 100n + 1n;
    return now > more ? now : more;
  };
  return {
    maxFeePerGas: raise(old.maxFeePerGas, today.maxFeePerGas),
    maxPriorityFeePerGas: raise(old.maxPriorityFeePerGas, today.maxPriorityFeePerGas),
  };
}
