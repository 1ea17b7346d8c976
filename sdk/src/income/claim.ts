import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Takes what the client's account can claim of a token out of the vault.
 *
 * @returns The transaction; its `result` is the amount.
 * @throws PosthumanError `NOTHING_TO_MOVE`.
 *
 * @example
 * const { result: amount } = await claim(client, model);
 */
export function claim(client: Client, token: string): Promise<Sent<bigint>> {
  return sendTransaction(client, client.contracts.vault.claim, [token]);
}
