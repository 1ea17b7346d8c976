import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** Which worker. */
export interface AuthoriseWorkerParameters {
  readonly worker: string;
  /** False takes the right away; jobs that were leased go on. Default true. */
  readonly authorised?: boolean;
}

/**
 * Lets a worker run jobs on the models that the client's account keeps as custodian.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 *
 * @example
 * await authoriseWorker(custodianClient, { worker });
 */
export async function authoriseWorker(
  client: Client,
  { worker, authorised = true }: AuthoriseWorkerParameters,
): Promise<Sent> {
  const address = checkedAddress(worker, "worker");
  return sendTransaction(client, client.contracts.workers.authorise, [address, authorised]);
}
