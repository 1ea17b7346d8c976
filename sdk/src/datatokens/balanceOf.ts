import { tokenAt } from "../client/allow.ts";
import { read, type Client } from "../client/Client.ts";

/**
 * What an account holds of a token.
 *
 * @param token A datatoken or any other ERC-20.
 * @returns In the token's smallest unit.
 *
 * @example
 * const jobs = (await balanceOf(client, { token: model, account })) / parseAmount("1");
 */
export function balanceOf(
  client: Client,
  { token, account }: { token: string; account: string },
): Promise<bigint> {
  return read(client, () => tokenAt(client, token).balanceOf(account));
}
