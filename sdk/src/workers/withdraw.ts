import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Takes out the stake that has been unbonding for the whole delay.
 *
 * @throws PosthumanError `STILL_UNBONDING`, which says until when; `STAKE_NOTHING_TO_MOVE`.
 *
 * @example
 * await withdraw(client);
 */
export function withdraw(client: Client): Promise<Sent> {
  return sendTransaction(client, client.contracts.workers.withdraw, []);
}
