import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Shares a model's inbox: half to its title's owner, half to its parent (a root's to the tail recipient). Anyone may.
 *
 * @throws PosthumanError `NOTHING_TO_MOVE` if the inbox holds less than 2 wei; `MODEL_UNKNOWN`.
 *
 * @example
 * await settle(client, { model, token: ocean });
 */
export function settle(client: Client, { model, token }: { model: string; token: string }): Promise<Sent> {
  return sendTransaction(client, client.contracts.vault.settle, [model, token]);
}
