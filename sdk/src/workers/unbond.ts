import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Begins to withdraw free stake of the client's account. A second call adds to the first and restarts the delay.
 *
 * @param amount In the stake token's smallest unit.
 * @throws PosthumanError `WORKER_STAKE_TOO_SMALL`, `STAKE_NOTHING_TO_MOVE`.
 *
 * @example
 * await unbond(client, parseAmount("50"));
 */
export function unbond(client: Client, amount: bigint): Promise<Sent> {
  return sendTransaction(client, client.contracts.workers.unbond, [amount]);
}
