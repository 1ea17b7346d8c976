import { read, type Client } from "../client/Client.ts";

/**
 * What an account can claim of a token.
 *
 * @returns In the token's smallest unit.
 *
 * @example
 * const earned = await claimableOf(client, { account, token: ocean });
 */
export function claimableOf(
  client: Client,
  { account, token }: { account: string; token: string },
): Promise<bigint> {
  return read(client, () => client.contracts.vault.claimable(account, token));
}
