import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Moves what was sent to a model's own address (its collector) into its inbox. Anyone may.
 *
 * @returns The transaction; its `result` is the amount.
 * @throws PosthumanError `NOTHING_TO_MOVE`, `MODEL_UNKNOWN`.
 *
 * @example
 * await collect(client, { model, token: ocean });
 */
export function collect(
  client: Client,
  { model, token }: { model: string; token: string },
): Promise<Sent<bigint>> {
  return sendTransaction(client, client.contracts.vault.collect, [model, token]);
}
