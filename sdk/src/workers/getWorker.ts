import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";

/** A worker as it stands. */
export interface Worker {
  readonly address: string;
  /** Base URL of its HTTP API; empty if it has not announced itself. */
  readonly endpoint: string;
  /** All of its stake that is not unbonding. */
  readonly stake: bigint;
  /** The part of it that is locked for jobs. */
  readonly locked: bigint;
}

/**
 * A worker's endpoint and stake.
 *
 * @throws PosthumanError `ADDRESS_INVALID`.
 *
 * @example
 * const { endpoint } = await getWorker(client, address);
 */
export async function getWorker(client: Client, worker: string): Promise<Worker> {
  const { workers } = client.contracts;
  const address = checkedAddress(worker, "worker");
  const [endpoint, { total, locked }] = await read(client, () =>
    Promise.all([workers.endpointOf(address), workers.stakeOf(address)]),
  );
  return { address, endpoint, stake: total, locked };
}
