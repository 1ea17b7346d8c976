import { allow } from "../client/allow.ts";
import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** For whom, and how much. */
export interface StakeParameters {
  readonly worker: string;
  /** In the stake token's smallest unit. */
  readonly amount: bigint;
}

/**
 * Adds to a worker's stake from the client's account; the worker registry is approved for it. A part of it is locked
 * for each job that the worker holds, and a little lost when a lease lapses.
 *
 * @throws PosthumanError `TOKEN_BALANCE_TOO_LOW`, `STAKE_NOTHING_TO_MOVE` for an amount of 0.
 *
 * @example
 * await stake(client, { worker, amount: parseAmount("100") });
 */
export async function stake(client: Client, { worker, amount }: StakeParameters): Promise<Sent> {
  const { workers } = client.contracts;
  const address = checkedAddress(worker, "worker");
  const token = await read(client, () => workers.STAKE_TOKEN());
  await allow(client, { token, spender: client.addresses.posthuman.WorkerRegistry, amount });
  return sendTransaction(client, workers.stake, [address, amount]);
}
