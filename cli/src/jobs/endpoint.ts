import { chooseWorker, getJob, getWorker, PosthumanError, termsOf, type Client } from "@posthuman/sdk";
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

/** What says that no worker can be asked. */
const absent = ["WORKER_ADDRESS_UNKNOWN", "WORKER_MISSING"] as const;

/**
 * Where the API of a worker is that knows of a job: as given, of the one that holds it, or of one that may take it. None
 * where no worker answers: then only the chain is left to ask.
 */
export async function endpointIfAny(
  client: Client,
  job: string,
  given: string | undefined,
): Promise<string | undefined> {
  try {
    return await endpointOf(client, job, given).catch(async (error: unknown) => {
      if (!PosthumanError.is(error, "WORKER_ADDRESS_UNKNOWN")) throw error;
      return (await chooseWorker(client, (await termsOf(client, job)).model)).endpoint;
    });
  } catch (error) {
    if (absent.some((code) => PosthumanError.is(error, code))) return undefined;
    throw error;
  }
}
