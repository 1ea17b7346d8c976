import { hexlify, randomBytes } from "ethers";
import { checkedAddress } from "../client/checks.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { decodeError } from "../client/decodeError.ts";
import {
  encodeWorkerRequest,
  workerRequestDomain,
  workerRequestHeader,
  workerRequestTypes,
  type WorkerAction,
} from "../protocol/requests.ts";

/** For which worker, and for what. */
export interface SignWorkerRequestParameters {
  /** The worker's account. */
  readonly worker: string;
  readonly action: WorkerAction;
  /** One of `signedSubjects`. */
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
 * const headers = await signWorkerRequest(client, { worker, action: "results", subject: signedSubjects.results(id) });
 * const receipt = await fetch(`${endpoint}/jobs/${id}/results`, { headers });
 */
export async function signWorkerRequest(
  client: Client,
  { worker, action, subject, seconds = 300 }: SignWorkerRequestParameters,
): Promise<SignedHeaders> {
  const { signer, account } = signingAccount(client);
  const domain = workerRequestDomain(client.chainId, client.addresses.posthuman.JobMarket);
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
    return { [workerRequestHeader]: encodeWorkerRequest({ ...request, signature }) };
  } catch (error) {
    throw decodeError(error, client);
  }
}
