import type { Client } from "../client/Client.ts";
import { createManifest, type CreateManifestParameters } from "../jobs/createManifest.ts";
import { createTerms, type CreateTermsParameters } from "../jobs/createTerms.ts";
import { requestJob, type RequestedJob, type RequestJobOptions } from "../jobs/requestJob.ts";
import { uploadManifest } from "../remote/uploadManifest.ts";

/** A job, the worker that is to run it, and the price. */
export type UncheckedRequest = Omit<CreateTermsParameters, "manifestHash" | "manifestURI"> &
  CreateManifestParameters &
  RequestJobOptions & {
    /** Base URL of the worker's API, which gets the manifest. */
    readonly endpoint: string;
  };

/**
 * Requests a job without asking the worker first, as `planRequest` does: so that tests see what the worker itself
 * refuses.
 */
export async function requestUnchecked(client: Client, parameters: UncheckedRequest): Promise<RequestedJob> {
  const { bytes, hash } = createManifest(parameters);
  const terms = await createTerms(client, { ...parameters, manifestHash: hash });
  await uploadManifest(parameters.endpoint, bytes);
  return requestJob(client, terms, parameters);
}
