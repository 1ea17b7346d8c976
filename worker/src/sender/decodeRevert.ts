import type { Interface } from "ethers";
import { PosthumanError } from "@posthuman/sdk";

/** What the node says when a call reverts: geth's code, and words for those that use another. */
const REVERTED = /revert|execution failed|invalid opcode|out of gas/i;

/**
 * The contract's error behind a refused call, as `Name(arguments)`; `undefined` if the call did not revert, but
 * failed for the node's own reasons.
 */
export function decodeRevert(error: unknown, interfaces: readonly Interface[]): string | undefined {
  if (!PosthumanError.is(error, "RPC_REFUSED")) return undefined;
  const data = revertData(error.cause);
  if (data === undefined)
    return REVERTED.test(String(error.args["reason"])) ? String(error.args["reason"]) : undefined;
  for (const candidate of interfaces) {
    const parsed = candidate.parseError(data);
    if (parsed) return `${parsed.name}(${parsed.args.map(String).join(", ")})`;
  }
  return data === "0x" ? "a revert without a reason" : `an unknown error ${data.slice(0, 10)}`;
}

/** The returned bytes, where the several layers may have put them. */
function revertData(error: unknown): string | undefined {
  const { data, info, error: inner } = (error ?? {}) as Record<string, unknown>;
  if (typeof data === "string" && data.startsWith("0x")) return data;
  if (typeof data === "object" && data !== null) return revertData(data);
  if (inner) return revertData(inner);
  return info ? revertData(info) : undefined;
}
