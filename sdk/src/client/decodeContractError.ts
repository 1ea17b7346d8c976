import { Interface, isHexString, type ErrorDescription } from "ethers";
import type { ErrorCode } from "../errors/catalogue.ts";
import { PosthumanError, type ErrorArgs } from "../errors/PosthumanError.ts";
import { Checkout__factory } from "../generated/factories/Checkout__factory.ts";
import { JobMarket__factory } from "../generated/factories/JobMarket__factory.ts";
import { LineageVault__factory } from "../generated/factories/LineageVault__factory.ts";
import { ModelRegistry__factory } from "../generated/factories/ModelRegistry__factory.ts";
import { Offers__factory } from "../generated/factories/Offers__factory.ts";
import { PoolDesk__factory } from "../generated/factories/PoolDesk__factory.ts";
import { WorkerRegistry__factory } from "../generated/factories/WorkerRegistry__factory.ts";
import { jobStates } from "../protocol/job.ts";

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

/**
 * Which code of the catalogue each custom error of our contracts becomes. The error's parameters become the code's
 * arguments under their own names, so a message may only use those.
 */
export const codeOfCustomError: Readonly<Record<string, ErrorCode>> = {
  JobMarket_NotRequester: "NOT_REQUESTER",
  JobMarket_NotWorker: "NOT_WORKER",
  JobMarket_NotAuthorised: "WORKER_NOT_AUTHORISED",
  JobMarket_AlreadyLapsed: "LEASE_LAPSED_BEFORE",
  JobMarket_WrongState: "JOB_WRONG_STATE",
  JobMarket_Duplicate: "JOB_DUPLICATE",
  JobMarket_BadDeadline: "DEADLINE_INVALID",
  JobMarket_TooLate: "TOO_LATE",
  JobMarket_TooEarly: "TOO_EARLY",
  JobMarket_FeeTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  JobMarket_UnknownAsset: "ASSET_UNKNOWN",
  JobMarket_TooManyAssets: "ASSETS_TOO_MANY",
  JobMarket_IncompleteTerms: "TERMS_INCOMPLETE",
  JobMarket_IncompleteResult: "RESULT_INCOMPLETE",
  JobMarket_OtherResult: "RESULT_DIFFERS",
  JobMarket_NoBirthDue: "NO_BIRTH_DUE",
  JobMarket_PenaltyAboveStake: "PENALTY_ABOVE_STAKE",

  LineageVault_NotMarket: "CALLER_NOT_CONTRACT",
  LineageVault_NotRegistry: "CALLER_NOT_CONTRACT",
  LineageVault_UnknownModel: "MODEL_UNKNOWN",
  LineageVault_ShortTransfer: "TOKEN_TAKES_FEE",
  LineageVault_NotEnoughGas: "GAS_TOO_LOW",
  LineageVault_NothingToMove: "NOTHING_TO_MOVE",
  Collector_NotVault: "CALLER_NOT_CONTRACT",

  ModelRegistry_NotMarket: "CALLER_NOT_CONTRACT",
  ModelRegistry_UnknownModel: "MODEL_UNKNOWN",
  ModelRegistry_MissingTerm: "FAMILY_TERM_MISSING",
  ModelRegistry_NoCustodianConsent: "CUSTODIAN_CONSENT_MISSING",
  ModelRegistry_GainTooSmall: "GAIN_TOO_SMALL",
  ModelRegistry_NoWeights: "WEIGHTS_ROOT_MISSING",
  ModelRegistry_NoName: "MODEL_NAME_MISSING",
  ERC721IncorrectOwner: "TITLE_NOT_YOURS",
  ERC721InsufficientApproval: "TITLE_NOT_YOURS",
  ERC721InvalidReceiver: "TITLE_RECEIVER_INVALID",
  ERC721NonexistentToken: "TITLE_UNKNOWN",

  Offers_NoAmount: "OFFER_AMOUNT_ZERO",
  Offers_PayTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  Offers_NotEnoughLeft: "OFFER_TOO_SMALL",
  Offers_TooDear: "OFFER_TOO_DEAR",
  Offers_NotSeller: "NOT_SELLER",
  Offers_ShortTransfer: "TOKEN_TAKES_FEE",

  PoolDesk_UnknownDatatoken: "DATATOKEN_UNKNOWN",
  PoolDesk_BaseTokenNotListed: "FEE_TOKEN_NOT_LISTED",
  PoolDesk_UnknownPool: "POOL_UNKNOWN",
  PoolDesk_TooDear: "JOIN_TOO_DEAR",
  PoolDesk_TooFewShares: "JOIN_TOO_FEW_SHARES",
  PoolDesk_TooLittle: "EXIT_TOO_LITTLE",
  PoolDesk_NothingToMove: "POOL_NOTHING_TO_MOVE",
  PoolDesk_NotThroughDesk: "POOL_PAST_DESK",

  Checkout_NotRequester: "NOT_REQUESTER",
  Checkout_OtherOffer: "OFFER_DIFFERS",
  Checkout_UnknownPool: "POOL_UNKNOWN",
  Checkout_TooDear: "OFFER_TOO_DEAR",

  WorkerRegistry_StakeTooSmall: "WORKER_STAKE_TOO_SMALL",
  WorkerRegistry_StillUnbonding: "STILL_UNBONDING",
  WorkerRegistry_NothingToMove: "STAKE_NOTHING_TO_MOVE",
  WorkerRegistry_NoWorker: "STAKE_FOR_NOBODY",

  SafeERC20FailedOperation: "TOKEN_REFUSED",
};

const abis = [
  Checkout__factory.abi,
  JobMarket__factory.abi,
  LineageVault__factory.abi,
  ModelRegistry__factory.abi,
  Offers__factory.abi,
  PoolDesk__factory.abi,
  WorkerRegistry__factory.abi,
];

/** Errors that calls of ours meet but that none of those ABIs lists: the collector's, and modern ERC-20 tokens'. */
const foreign = [
  "error Collector_NotVault(address caller)",
  "error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)",
  "error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)",
];

/** Every custom error that a call of one of our contracts can end with, whichever contract raised it. */
export const contractInterface = new Interface([
  ...new Set(
    abis.flatMap((abi) => new Interface(abi).fragments.filter(isError).map((f) => f.format("full"))),
  ),
  ...foreign,
]);

function isError(fragment: { type: string }): boolean {
  return fragment.type === "error";
}
