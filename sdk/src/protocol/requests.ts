import { toUtf8Bytes, toUtf8String, verifyTypedData, type TypedDataDomain } from "ethers";
import { z } from "zod";
import { fromBase64url, toBase64url } from "../base/bytes.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { addressField, bytes32Field, problemsOf } from "./json.ts";

/** Header that carries a signed request: base64url of its JSON. */
export const workerRequestHeader = "x-posthuman-request";

/** Longest time from signing to use, in seconds. */
const maxRequestSeconds = 600;

/** What can be asked of a worker under a signature. */
const workerActions = ["results", "upload", "session"] as const;

/** What can be asked of a worker under a signature; `signedSubjects` has the subjects of each. */
export type WorkerAction = (typeof workerActions)[number];

/**
 * What an account signs for, by what it asks. The subjects of `results` and `upload` go with the actions of these names,
 * the others with `session`.
 *
 * @example
 * await signWorkerRequest(client, { worker, action: "session", subject: signedSubjects.closeSession(id) });
 */
export const signedSubjects = {
  /** A job's results. */
  results: (job: string) => job,
  /** A dataset by its SHA-256; with the datatoken of the asset that it belongs to, for that asset's buyers. */
  upload: (sha256: string, asset?: string) => (asset === undefined ? sha256 : `${sha256}:${asset}`),
  showSession: (job: string) => `${job}:show`,
  closeSession: (job: string) => `${job}:close`,
  /** A new key by its SHA-256, as `sessionKeyHash` gives it. */
  addSessionKey: (job: string, sha256: string) => `${job}:key:${sha256}`,
  revokeSessionKey: (job: string, sha256: string) => `${job}:revoke:${sha256}`,
} as const;

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

/** The EIP-712 domain of everything that is signed for one market's workers. */
export function workerRequestDomain(chainId: bigint, market: string): TypedDataDomain {
  return { name: "Posthuman", version: "1", chainId, verifyingContract: market };
}

/** A signed request as the header carries it. */
export function encodeWorkerRequest(request: WorkerRequest): string {
  return toBase64url(toUtf8Bytes(JSON.stringify(request)));
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
 *   header, chainId, market, worker, action: "results", subject: signedSubjects.results(id),
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
  const domain = workerRequestDomain(chainId, market);
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
    value = JSON.parse(toUtf8String(fromBase64url(header)));
  } catch {
    throw invalid("the header is not JSON in base64url");
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
