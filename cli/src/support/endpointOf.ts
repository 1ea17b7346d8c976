import { getJob, getWorker, PosthumanError, termsOf, type Client } from "@posthuman/sdk";
import { ZeroAddress } from "ethers";

/**
 * Where the API of the worker is that holds a job, or that alone may take it: as given, or as the worker announced on
 * chain.
 * @throws PosthumanError `WORKER_ADDRESS_UNKNOWN`, `JOB_NOT_ON_CHAIN`.
 */
export async function endpointOf(client: Client, job: string, given: string | undefined): Promise<string> {
  if (given !== undefined) return given;
  const worker = (await getJob(client, job)).worker ?? (await termsOf(client, job)).worker;
  const { endpoint } = worker === ZeroAddress ? { endpoint: "" } : await getWorker(client, worker);
  if (endpoint === "") {
    const named = worker === ZeroAddress ? "yet to come" : worker;
    throw new PosthumanError("WORKER_ADDRESS_UNKNOWN", { worker: named });
  }
  return endpoint;
}
