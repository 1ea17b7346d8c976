import { queryEvents, type Client } from "@posthuman/sdk";

/** Custodians that let the worker run jobs on their models now. */
export async function custodiansOf(client: Client, worker: string): Promise<string[]> {
  const { workers } = client.contracts;
  const events = await queryEvents(client, workers, workers.filters.WorkerAuthorised(undefined, worker));
  const latest = new Map(events.map(({ args }) => [args.custodian, args.authorised]));
  return [...latest].filter(([, authorised]) => authorised).map(([custodian]) => custodian);
}
