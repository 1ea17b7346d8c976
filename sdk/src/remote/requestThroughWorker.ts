import type { Client } from "../client/Client.ts";
import { createManifest, type CreateManifestParameters } from "../jobs/createManifest.ts";
import { createTerms, type CreateTermsParameters } from "../jobs/createTerms.ts";
import { requestJob, type RequestedJob, type RequestJobOptions } from "../jobs/requestJob.ts";
import { uploadManifest } from "./uploadManifest.ts";

/** A job, the worker that is to run it, and the price. */
export type RequestThroughWorkerParameters = Omit<CreateTermsParameters, "manifestHash" | "manifestURI"> &
  CreateManifestParameters &
  RequestJobOptions & {
    /** Base URL of the worker's API, which gets the manifest. */
    readonly endpoint: string;
  };

/**
 * Requests a job of a worker: brings it the manifest, then requests and pays the job on chain.
 *
 * @throws PosthumanError `WORKER_UNREACHABLE`, and what `createManifest` and `requestJob` throw.
 *
 * @example
 * const { id } = await requestThroughWorker(client, {
 *   ...{ endpoint, kind: "train", model, datasets: [corpus], parameters: { max_steps: 100 } },
 *   ...{ childName: "M2", maxFee: parseAmount("5") },
 * });
 */
export async function requestThroughWorker(
  client: Client,
  parameters: RequestThroughWorkerParameters,
): Promise<RequestedJob> {
  const { bytes, hash } = createManifest(parameters);
  const terms = await createTerms(client, { ...parameters, manifestHash: hash });
  await uploadManifest(parameters.endpoint, bytes);
  return requestJob(client, terms, parameters);
}
