import {
  decodeBase64,
  encodeBase64,
  hexlify,
  randomBytes,
  toUtf8Bytes,
  toUtf8String,
  verifyTypedData,
} from "ethers";
import { z } from "zod";
import { checkedAddress } from "../client/checks.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { decodeError } from "../client/decodeError.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { addressField, bytes32Field, problemsOf } from "../protocol/json.ts";

/** Header that carries a signed request: base64url of its JSON. */
export const workerRequestHeader = "x-posthuman-request";

/** Longest time from signing to use, in seconds. */
const maxRequestSeconds = 600;

/** What can be asked of a worker under a signature. */
const workerActions = ["results", "upload", "session"] as const;

/**
 * `results`: the subject is the job's id. `upload`: the dataset's SHA-256, and `:` + asset where it is for one.
 * `session`: the job's id and `:key:` or `:revoke:` and a key's SHA-256, `:close`, or `:show`.
 */
export type WorkerAction = (typeof workerActions)[number];

/** Form of a signed request. */
const workerRequestSchema = z
  .object({
    account: addressField,
    worker: addressField,
    action: z.enum(workerActions),
    subject: z.string().min(1).max(256),
    nonce: bytes32Field,
    expires: z.number().int().positive().safe(),
    signature: z.string().regex(/^0x[0-9a-f]{130}$/i, "must be a signature of 65 bytes in hex"),
  })
  .strict();

/** A request that one account signed for one worker, one action and one subject; used once. */
export type WorkerRequest = z.infer<typeof workerRequestSchema>;

/** EIP-712 type of a request that a worker serves only to its signer. */
export const workerRequestTypes = {
  WorkerRequest: [
    { name: "account", type: "address" },
    { name: "worker", type: "address" },
    { name: "action", type: "string" },
    { name: "subject", type: "string" },
    { name: "nonce", type: "bytes32" },
    { name: "expires", type: "uint64" },
  ],
};

/** For which worker, and for what. */
export interface SignWorkerRequestParameters {
  /** The worker's account. */
  readonly worker: string;
  readonly action: WorkerAction;
  /** A job's id, or a dataset's SHA-256 (and `:` + asset). */
  readonly subject: string;
  /** Seconds from now; default 300, at most 600. */
  readonly seconds?: number;
}

/** A header that shows the worker who asks. */
type SignedHeaders = Record<typeof workerRequestHeader, string>;

/**
 * Signs a request to a worker's API, good for one use.
 *
 * @returns The header to send.
 * @throws PosthumanError `SIGNER_MISSING`, `WALLET_REFUSED`.
 *
 * @example
 * const headers = await signWorkerRequest(client, { worker, action: "results", subject: jobId });
 * const receipt = await fetch(`${endpoint}/jobs/${jobId}/results`, { headers });
 */
export async function signWorkerRequest(
  client: Client,
  { worker, action, subject, seconds = 300 }: SignWorkerRequestParameters,
): Promise<SignedHeaders> {
  const { signer, account } = signingAccount(client);
  const { chainId, addresses } = client;
  const domain = {
    name: "Posthuman",
    version: "1",
    chainId,
    verifyingContract: addresses.posthuman.JobMarket,
  };
  const request = {
    account,
    worker: checkedAddress(worker, "worker"),
    action,
    subject,
    nonce: hexlify(randomBytes(32)),
    expires: Math.floor(Date.now() / 1000) + seconds,
  };
  try {
    const signature = await signer.signTypedData(domain, workerRequestTypes, request);
    return { [workerRequestHeader]: base64url(JSON.stringify({ ...request, signature })) };
  } catch (error) {
    throw decodeError(error, client);
  }
}

function base64url(text: string): string {
  const encoded = encodeBase64(toUtf8Bytes(text));
  return encoded.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

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
 *   header: request.get("x-posthuman-request"), chainId, market, worker,
 *   action: "results", subject: jobId,
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
