import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import { resultOf } from "../jobs/resultOf.ts";
import { keccakOfJson } from "../protocol/json.ts";
import { checkReceipt, type Receipt } from "../protocol/receipt.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callWorker, readJson } from "./callWorker.ts";
import { signWorkerRequest } from "./signWorkerRequest.ts";

/** Which job, at which worker. */
export interface FetchReceiptParameters {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  /** The job's id. */
  readonly job: string;
}

/**
 * Fetches the receipt of the client's own job and checks it against what the worker posted on chain.
 *
 * @throws PosthumanError `RESULT_MISMATCH` if it is not what was posted; `RECEIPT_INVALID`, `JOB_NOT_SUBMITTED`,
 * `RESULTS_NOT_READY`, `SIGNATURE_INVALID`, `WORKER_UNREACHABLE`.
 *
 * @example
 * const { metrics, files } = await fetchReceipt(client, { endpoint, job: id });
 */
export async function fetchReceipt(
  client: Client,
  { endpoint, job: id }: FetchReceiptParameters,
): Promise<Receipt> {
  const { resultRoot } = await resultOf(client, id);
  const { worker } = await getJob(client, id);
  const headers = await signWorkerRequest(client, {
    worker: worker!,
    action: "results",
    subject: signedSubjects.results(id),
  });
  const receipt = checkReceipt(
    await readJson(await callWorker(endpoint, `/jobs/${id}/results`, { headers })),
  );
  if (keccakOfJson(receipt) !== resultRoot) {
    throw new PosthumanError("RESULT_MISMATCH", { id, what: "the receipt has another hash" });
  }
  if (receipt.job !== id) {
    throw new PosthumanError("RESULT_MISMATCH", { id, what: `the receipt is of job ${receipt.job}` });
  }
  return receipt;
}
