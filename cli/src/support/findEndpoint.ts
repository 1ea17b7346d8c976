import {
  fetchAbout,
  findWorkers,
  getFamily,
  PosthumanError,
  type Client,
  type WorkerAbout,
} from "@posthuman/sdk";

/** A worker that answers. */
export interface Reached {
  readonly endpoint: string;
  readonly about: WorkerAbout;
}

/**
 * A worker that may run jobs of a model and that answers: the one given, or the first that the model's custodian
 * authorised and that announced itself on chain.
 * @throws PosthumanError `WORKER_MISSING`; with an endpoint given, `WORKER_UNREACHABLE`, `WORKER_ANSWER_INVALID`,
 * `WORKER_ELSEWHERE`.
 */
export async function findEndpoint(
  client: Client,
  model: string,
  given: string | undefined,
): Promise<Reached> {
  const { JobMarket } = client.addresses.posthuman;
  if (given !== undefined) {
    const about = await fetchAbout(given);
    if (about.market === JobMarket) return { endpoint: given, about };
    throw new PosthumanError("WORKER_ELSEWHERE", { url: given, market: about.market });
  }
  for (const { endpoint, address } of await findWorkers(client, model)) {
    const about = await fetchAbout(endpoint).catch((error: unknown) => {
      if (!PosthumanError.is(error)) throw error;
    });
    // Whatever answers there must be the worker that announced it, on this market.
    if (about?.worker === address && about.market === JobMarket) {
      return { endpoint, about };
    }
  }
  const { custodian } = await getFamily(client, model);
  throw new PosthumanError("WORKER_MISSING", { model, custodian });
}
