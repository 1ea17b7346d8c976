import { isHexString, type ErrorDescription } from "ethers";
import { jobStates } from "../protocol/jobStates.ts";
import type { ErrorCode } from "./catalogue.ts";
import { codeOfCustomError } from "./codeOfCustomError.ts";
import { contractInterface } from "./contractInterface.ts";
import { PosthumanError, type ErrorArgs } from "./PosthumanError.ts";

/**
 * The catalogue's words for the bytes with which a contract reverted: ours, Ocean's, or a token's.
 *
 * @param data What the call returned; empty if the contract gave no reason.
 * @param cause The error in which the bytes came.
 * @returns The error, ready to be thrown; `CONTRACT_REFUSED` for anything that the catalogue has no words for.
 *
 * @example
 * const error = decodeContractError("0x");
 * error.code; // "CONTRACT_REFUSED"
 */
export function decodeContractError(data: string, cause?: unknown): PosthumanError {
  const parsed = isHexString(data) && data.length >= 10 ? contractInterface.parseError(data) : null;
  if (parsed === null) return refused(data === "0x" ? "it gave no reason" : `with ${data}`, cause);
  if (parsed.name === "Error") return fromString(String(parsed.args[0]), cause);
  if (parsed.name.startsWith("ERC20Insufficient")) return fromToken(parsed.name, cause);
  const code = codeOfCustomError[parsed.name];
  if (code === undefined) return refused(`${parsed.name}(${parsed.args.map(String).join(", ")})`, cause);
  return new PosthumanError(code, argsOf(parsed), { cause });
}

/** Balancer's words, which Ocean's pools and its balance of their shares use. */
const codeOfPoolReason: Readonly<Record<string, ErrorCode>> = {
  ERR_MIN_BALANCE: "POOL_TERMS_INVALID",
  ERR_MIN_FEE: "POOL_TERMS_INVALID",
  ERR_MAX_FEE: "POOL_TERMS_INVALID",
  ERR_MAX_IN_RATIO: "POOL_TOO_SMALL",
  ERR_MAX_OUT_RATIO: "POOL_TOO_SMALL",
  ERR_SUB_UNDERFLOW: "POOL_TOO_SMALL",
  ERR_BPOW_BASE_TOO_HIGH: "POOL_TOO_SMALL",
  ERR_MATH_APPROX: "POOL_AMOUNT_TOO_SMALL",
  ERR_DIV_ZERO: "POOL_AMOUNT_TOO_SMALL",
  ERR_TOKEN_AMOUNT_IN_TOO_LOW: "POOL_AMOUNT_TOO_SMALL",
  ERR_POOL_AMOUNT_OUT_TOO_LOW: "POOL_AMOUNT_TOO_SMALL",
  ERR_LIMIT_IN: "PRICE_MOVED",
  ERR_LIMIT_OUT: "PRICE_MOVED",
  ERR_LIMIT_PRICE: "PRICE_MOVED",
  ERR_BAD_LIMIT_PRICE: "PRICE_MOVED",
  ERR_INSUFFICIENT_BAL: "TOKEN_BALANCE_TOO_LOW",
  ERR_BTOKEN_BAD_CALLER: "TOKEN_ALLOWANCE_TOO_LOW",
};

/** OpenZeppelin 4's words, which Ocean's tokens use; they are the same in every version of the 4 line. */
function fromString(reason: string, cause: unknown): PosthumanError {
  if (/exceeds balance|^Not enough datatokens/.test(reason))
    return new PosthumanError("TOKEN_BALANCE_TOO_LOW", { reason }, { cause });
  if (/allowance/.test(reason)) return new PosthumanError("TOKEN_ALLOWANCE_TOO_LOW", { reason }, { cause });
  const code = codeOfPoolReason[reason];
  return code === undefined ? refused(reason, cause) : new PosthumanError(code, { reason }, { cause });
}

function fromToken(reason: string, cause: unknown): PosthumanError {
  const code = /Balance/.test(reason) ? "TOKEN_BALANCE_TOO_LOW" : "TOKEN_ALLOWANCE_TOO_LOW";
  return new PosthumanError(code, { reason }, { cause });
}

function refused(reason: string, cause: unknown): PosthumanError {
  return new PosthumanError("CONTRACT_REFUSED", { reason }, { cause });
}

function argsOf({ args, fragment }: ErrorDescription): ErrorArgs {
  return Object.fromEntries(
    fragment.inputs.map(({ name, baseType }, i) => [name, readable(name, baseType, args[i])]),
  );
}

function readable(name: string, type: string, value: unknown): string | bigint {
  if (name === "state") return jobStates[Number(value)] ?? String(value);
  return type.startsWith("uint") || type.startsWith("int") ? (value as bigint) : String(value);
}
