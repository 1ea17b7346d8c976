import { decodeBase64, toUtf8String, verifyTypedData } from "ethers";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { problemsOf } from "../protocol/json.ts";
import {
  maxRequestSeconds,
  workerRequestSchema,
  type WorkerAction,
  type WorkerRequest,
} from "./WorkerRequest.ts";
import { workerRequestTypes } from "./workerRequestTypes.ts";

/** What the request must be for. */
export interface VerifyWorkerRequestParameters {
  /** The header's value; absent if there was none. */
  readonly header: string | undefined;
  readonly chainId: bigint;
  /** The JobMarket's address. */
  readonly market: string;
  /** The worker that was asked. */
  readonly worker: string;
  readonly action: WorkerAction;
  readonly subject: string;
  /** Unix time; default: this machine's clock. */
  readonly now?: number;
}

/**
 * Who signed a request to a worker, and that it is for exactly this call. That its nonce is used once is up to the
 * caller, who must remember it until `expires`.
 *
 * @returns The request as it was signed.
 * @throws PosthumanError `SIGNATURE_INVALID`, `REQUEST_EXPIRED`, `REQUEST_MISDIRECTED`.
 *
 * @example
 * const { account, nonce, expires } = verifyWorkerRequest({
 *   ...{ header: request.get("x-posthuman-request"), chainId, market, worker },
 *   ...{ action: "results", subject: jobId },
 * });
 */
export function verifyWorkerRequest(parameters: VerifyWorkerRequestParameters): WorkerRequest {
  const { header, chainId, market, now = Math.floor(Date.now() / 1000) } = parameters;
  const request = decode(header);
  const { account, expires, signature, ...signed } = request;
  for (const what of ["worker", "action", "subject"] as const) {
    const [actual, expected] = [request[what], parameters[what]];
    if (actual !== expected) throw new PosthumanError("REQUEST_MISDIRECTED", { what, actual, expected });
  }
  if (expires < now) throw new PosthumanError("REQUEST_EXPIRED", { expires, now });
  if (expires > now + maxRequestSeconds) {
    throw invalid(`it may be used for more than ${maxRequestSeconds} seconds`, account);
  }
  const domain = { name: "Posthuman", version: "1", chainId, verifyingContract: market };
  const signer = signerOf(() =>
    verifyTypedData(domain, workerRequestTypes, { account, expires, ...signed }, signature),
  );
  if (signer !== account) throw invalid("the signature is another account's", account);
  return request;
}

function decode(header: string | undefined): WorkerRequest {
  if (header === undefined || header === "") throw invalid("the request carries no signature");
  let value: unknown;
  try {
    value = JSON.parse(toUtf8String(decodeBase64(header.replaceAll("-", "+").replaceAll("_", "/"))));
  } catch {
    throw invalid("the header is no JSON in base64url");
  }
  const checked = workerRequestSchema.safeParse(value);
  if (!checked.success) throw invalid(problemsOf(checked.error));
  return checked.data;
}

function signerOf(recover: () => string): string | undefined {
  try {
    return recover();
  } catch {
    return undefined;
  }
}

function invalid(reason: string, account = "anybody"): PosthumanError {
  return new PosthumanError("SIGNATURE_INVALID", { account, reason });
}
