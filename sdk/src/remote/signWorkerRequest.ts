import { encodeBase64, hexlify, randomBytes, toUtf8Bytes } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { decodeError } from "../client/decodeError.ts";
import { workerRequestHeader, type WorkerAction } from "./WorkerRequest.ts";
import { workerRequestTypes } from "./workerRequestTypes.ts";

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
export type SignedHeaders = Record<typeof workerRequestHeader, string>;

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
    ...{ name: "Posthuman", version: "1", chainId },
    verifyingContract: addresses.posthuman.JobMarket,
  };
  const request = {
    account,
    worker: checkedAddress(worker, "worker"),
    ...{ action, subject },
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
