import { isError } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { decodeContractError } from "./decodeContractError.ts";
import { isSilence } from "./endpoint.ts";

/** Where an error came from, for its words. */
export interface ErrorContext {
  /** Name of the chain's endpoint, without secrets. */
  readonly url: string;
  /** The account that calls. */
  readonly account?: string | undefined;
}

/**
 * The catalogue's error for whatever ethers threw: a contract's refusal, a silent node, a declined signature.
 *
 * @returns The error, ready to be thrown. An error of the catalogue comes back as it is.
 */
export function decodeError(
  error: unknown,
  { url, account = "of the signer" }: ErrorContext,
): PosthumanError {
  const options = { cause: error };
  if (PosthumanError.is(error)) return error;
  const data = revertDataOf(error);
  if (data !== undefined) return decodeContractError(data, error);
  if (isError(error, "INSUFFICIENT_FUNDS")) return new PosthumanError("COIN_TOO_LOW", { account }, options);
  if (isError(error, "NONCE_EXPIRED") || isError(error, "REPLACEMENT_UNDERPRICED")) {
    return new PosthumanError("NONCE_TAKEN", { account }, options);
  }
  if (isError(error, "ACTION_REJECTED")) return new PosthumanError("WALLET_REFUSED", {}, options);
  if (isError(error, "UNCONFIGURED_NAME")) {
    return new PosthumanError("ADDRESS_INVALID", { what: "name", value: error.value }, options);
  }
  if (isError(error, "UNSUPPORTED_OPERATION") && error.operation === "getEnsAddress") {
    // ethers treats anything that is not an address as a name, which this chain could not look up.
    return new PosthumanError(
      "ARGUMENT_INVALID",
      { argument: "address", reason: "it is not an address" },
      options,
    );
  }
  if (isError(error, "INVALID_ARGUMENT")) {
    const { argument, shortMessage: reason } = error;
    return new PosthumanError("ARGUMENT_INVALID", { argument, reason }, options);
  }
  if (isSilence(error)) return new PosthumanError("RPC_UNREACHABLE", { url }, options);
  if (isError(error, "BAD_DATA")) {
    return new PosthumanError("CONTRACT_REFUSED", { reason: "it answered with nothing readable" }, options);
  }
  const { method, reason } = answerOf(error);
  return new PosthumanError("RPC_REFUSED", { url, method, reason }, options);
}

/** The bytes of a revert; `undefined` if the error is something else. */
function revertDataOf(error: unknown): string | undefined {
  if (!isError(error, "CALL_EXCEPTION")) return undefined;
  return error.data ?? "0x";
}

function answerOf(error: unknown): { method: string; reason: string } {
  const {
    error: inner,
    info,
    shortMessage,
    payload,
  } = error as {
    error?: { message?: string };
    info?: { payload?: { method?: string }; error?: { message?: string } };
    payload?: { method?: string };
    shortMessage?: string;
  };
  const method = payload?.method ?? info?.payload?.method ?? "the call";
  return { method, reason: inner?.message ?? info?.error?.message ?? shortMessage ?? String(error) };
}
