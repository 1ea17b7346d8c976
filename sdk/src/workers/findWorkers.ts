import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { getWorker, type Worker } from "./getWorker.ts";

/**
 * The workers that a model's custodian authorises now and that said on chain where their API is.
 *
 * @throws PosthumanError `ADDRESS_INVALID`, `MODEL_UNKNOWN`.
 *
 * @example
 * const [worker] = await findWorkers(client, model);
 */
export async function findWorkers(client: Client, model: string): Promise<Worker[]> {
  const { workers, registry } = client.contracts;
  const address = checkedAddress(model, "model");
  const custodian = await read(client, () => registry.custodianOf(address));
  const events = await queryEvents(client, workers, workers.filters.WorkerAuthorised(custodian));
  const found: Worker[] = [];
  for (const account of new Set(events.map(({ args }) => args.worker))) {
    if (!(await read(client, () => workers.isAuthorised(custodian, account)))) continue;
    const worker = await getWorker(client, account);
    if (worker.endpoint !== "") found.push(worker);
  }
  return found;
}
