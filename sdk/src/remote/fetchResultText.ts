import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import type { Receipt } from "../protocol/receipt.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callWorker, resultRoute } from "./callWorker.ts";
import type { FetchReceiptParameters } from "./fetchReceipt.ts";
import { sha256Of } from "./sha256Of.ts";
import { signWorkerRequest } from "./signWorkerRequest.ts";

/** Which file, as the receipt lists it. */
export interface FetchResultTextParameters extends FetchReceiptParameters {
  readonly file: Receipt["files"][number];
}

/**
 * One file of the results of the client's own job, as text.
 *
 * @throws PosthumanError `RESULT_MISMATCH` if it is not what the receipt lists; `SIGNATURE_INVALID`,
 * `WORKER_UNREACHABLE`.
 */
export async function fetchResultText(
  client: Client,
  { endpoint, job, file }: FetchResultTextParameters,
): Promise<string> {
  const { worker } = await getJob(client, job);
  const headers = await signWorkerRequest(client, {
    worker: worker!,
    action: "results",
    subject: signedSubjects.results(job),
  });
  const response = await callWorker(endpoint, resultRoute(job, file.path), { headers });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { sha256 } = await sha256Of(bytes);
  if (sha256 !== file.sha256) {
    const what = `${file.path} has the SHA-256 ${sha256}, not ${file.sha256}`;
    throw new PosthumanError("RESULT_MISMATCH", { id: job, what });
  }
  return new TextDecoder().decode(bytes);
}
