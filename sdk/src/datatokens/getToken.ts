import { tokenAt } from "../client/allow.ts";
import { read, type Client } from "../client/Client.ts";

/** What a token is called, and how its amounts are written. */
export interface Token {
  readonly address: string;
  /** As the token's maker chose it; it may hold anything. */
  readonly symbol: string;
  readonly decimals: number;
}

/**
 * A token's symbol and decimals.
 *
 * @throws PosthumanError `CONTRACT_REFUSED` if there is no token, `ADDRESS_INVALID`.
 *
 * @example
 * const { symbol, decimals } = await getToken(client, client.addresses.ocean.Token);
 */
export async function getToken(client: Client, address: string): Promise<Token> {
  const token = tokenAt(client, address);
  const [symbol, decimals] = await read(client, () => Promise.all([token.symbol(), token.decimals()]));
  return { address: await token.getAddress(), symbol, decimals: Number(decimals) };
}
