import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Sends an account what it can claim of a token. Anyone may; the account gets it.
 *
 * @returns The transaction; its `result` is the amount.
 * @throws PosthumanError `NOTHING_TO_MOVE`.
 *
 * @example
 * await claimFor(client, { account: trainer, token: model });
 */
export function claimFor(
  client: Client,
  { account, token }: { account: string; token: string },
): Promise<Sent<bigint>> {
  return sendTransaction(client, client.contracts.vault.claimFor, [account, token]);
}
