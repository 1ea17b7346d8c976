import { decodeContractError, PosthumanError } from "@posthuman/sdk";
import type { Revert } from "./JournalEntry.ts";

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

/** The returned bytes, where the several layers may have put them. */
function revertData(error: unknown): string | undefined {
  const { data, info, error: inner } = (error ?? {}) as Record<string, unknown>;
  if (typeof data === "string" && data.startsWith("0x")) return data;
  if (typeof data === "object" && data !== null) return revertData(data);
  if (inner) return revertData(inner);
  return info ? revertData(info) : undefined;
}
