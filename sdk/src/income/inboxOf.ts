import { read, type Client } from "../client/Client.ts";

/**
 * A model's income of a token that was not settled yet.
 *
 * @returns In the token's smallest unit.
 *
 * @example
 * const waiting = await inboxOf(client, { model, token: ocean });
 */
export function inboxOf(client: Client, { model, token }: { model: string; token: string }): Promise<bigint> {
  return read(client, () => client.contracts.vault.inboxOf(model, token));
}
