import { getJob, getWorker, PosthumanError, type Client } from "@posthuman/sdk";

/**
 * Where the API of the worker is that holds a job: as given, or as the worker announced on chain.
 * @throws PosthumanError `WORKER_ADDRESS_UNKNOWN`, `JOB_NOT_ON_CHAIN`.
 */
export async function endpointOf(client: Client, job: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const { worker } = await getJob(client, job);
  const { endpoint } = worker === undefined ? { endpoint: "" } : await getWorker(client, worker);
  if (endpoint === "")
    throw new PosthumanError("WORKER_ADDRESS_UNKNOWN", { worker: worker ?? "yet to come" });
  return endpoint;
}
