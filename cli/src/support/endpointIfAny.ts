import { PosthumanError, termsOf, type Client } from "@posthuman/sdk";
import { endpointOf } from "./endpointOf.ts";
import { findEndpoint } from "./findEndpoint.ts";

/** What says that no worker can be asked. */
const absent = ["WORKER_ADDRESS_UNKNOWN", "WORKER_MISSING"] as const;

/**
 * Where the API of a worker is that knows of a job: as given, of the one that holds it, or of one that may take it. None
 * where no worker answers: the chain alone tells then.
 */
export async function endpointIfAny(
  client: Client,
  job: string,
  given: string | undefined,
): Promise<string | undefined> {
  try {
    return await endpointOf(client, job, given).catch(async (error: unknown) => {
      if (!PosthumanError.is(error, "WORKER_ADDRESS_UNKNOWN")) throw error;
      return (await findEndpoint(client, (await termsOf(client, job)).model, undefined)).endpoint;
    });
  } catch (error) {
    if (absent.some((code) => PosthumanError.is(error, code))) return undefined;
    throw error;
  }
}
