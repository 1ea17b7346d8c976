import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { fetchAbout, type WorkerAbout } from "../remote/fetchAbout.ts";
import { findWorkers } from "../workers/findWorkers.ts";

/** A worker that answers. */
export interface ChosenWorker {
  /** Base URL of its API. */
  readonly endpoint: string;
  /** Who it is, and what it asks. */
  readonly about: WorkerAbout;
}

/**
 * A worker that may run jobs of a model and that answers: the one given, or the first that the model's custodian
 * authorised and that announced itself on chain.
 *
 * @param endpoint Of the worker to ask; by default one is searched.
 * @throws PosthumanError `ADDRESS_INVALID`, `MODEL_UNKNOWN`, `WORKER_MISSING`; with an endpoint given, `WORKER_UNREACHABLE`,
 * `WORKER_ANSWER_INVALID`, `WORKER_ELSEWHERE`, `WORKER_NOT_AUTHORISED`.
 *
 * @example
 * const { endpoint, about } = await chooseWorker(client, model);
 */
export async function chooseWorker(client: Client, model: string, endpoint?: string): Promise<ChosenWorker> {
  const address = checkedAddress(model, "model");
  return endpoint === undefined ? searchWorker(client, address) : checkWorker(client, address, endpoint);
}

/** The worker that was named must work for this market, and the custodian must let it: nobody pays to find out. */
async function checkWorker(client: Client, model: string, endpoint: string): Promise<ChosenWorker> {
  const { registry, workers } = client.contracts;
  const about = await fetchAbout(endpoint);
  const { worker, market } = about;
  if (market !== client.addresses.posthuman.JobMarket)
    throw new PosthumanError("WORKER_ELSEWHERE", { url: endpoint, market });
  const custodian = await read(client, () => registry.custodianOf(model));
  if (!(await read(client, () => workers.isAuthorised(custodian, worker))))
    throw new PosthumanError("WORKER_NOT_AUTHORISED", { custodian, worker });
  return { endpoint, about };
}

async function searchWorker(client: Client, model: string): Promise<ChosenWorker> {
  for (const { endpoint, address } of await findWorkers(client, model)) {
    const about = await fetchAbout(endpoint).catch((error: unknown) => {
      if (!PosthumanError.is(error)) throw error;
    });
    // Whatever answers there must be the worker that announced it, on this market.
    if (about?.worker === address && about.market === client.addresses.posthuman.JobMarket)
      return { endpoint, about };
  }
  const custodian = await read(client, () => client.contracts.registry.custodianOf(model));
  throw new PosthumanError("WORKER_MISSING", { model, custodian });
}
