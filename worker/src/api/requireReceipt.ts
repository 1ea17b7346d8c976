import type { IncomingMessage } from "node:http";
import { PosthumanError } from "@posthuman/sdk";
import { readReceipt, type StoredReceipt } from "../refs/documents.ts";
import type { ApiContext } from "./ApiContext.ts";
import { requireJob } from "./requireJob.ts";

/** States in which a job's results can be fetched: posted on chain, and paid or to be paid. */
const READABLE = ["Submitted", "Settled", "Born"];

/**
 * The receipt of a job, for its requester only, who must have signed the request.
 * @throws PosthumanError `JOB_UNKNOWN`, `RESULTS_NOT_READY`, or what `authenticate` throws.
 */
export async function requireReceipt(
  context: ApiContext,
  request: IncomingMessage,
  id: string,
): Promise<StoredReceipt> {
  const job = requireJob(context, id);
  context.authenticate(request, "results", job.id, job.requester);
  const receipt = READABLE.includes(job.state) ? await readReceipt(context.refs, job.id) : undefined;
  if (!receipt) throw new PosthumanError("RESULTS_NOT_READY", { id: job.id, state: job.state });
  return receipt;
}
