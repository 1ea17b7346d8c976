import { formatAmount, getToken, parseAmount, type Client, type Token } from "@posthuman/sdk";

const known = new WeakMap<Client["addresses"], Map<string, Promise<Token>>>();

/**
 * An amount with its token's symbol, such as `2.5 OCEAN`; each token is asked once.
 * @throws PosthumanError `CONTRACT_REFUSED` if there is no such token.
 */
export async function tokenAmount(client: Client, token: string, amount: bigint): Promise<string> {
  const { symbol, decimals } = await tokenOf(client, token);
  return `${formatAmount(amount, decimals)} ${symbol}`;
}

/**
 * Reads an amount of a token that a person wrote.
 * @throws PosthumanError `AMOUNT_INVALID`, and what `getToken` throws.
 */
export async function parseTokenAmount(client: Client, token: string, text: string): Promise<bigint> {
  return parseAmount(text, (await tokenOf(client, token)).decimals);
}

function tokenOf(client: Client, address: string): Promise<Token> {
  const tokens = known.get(client.addresses) ?? new Map<string, Promise<Token>>();
  known.set(client.addresses, tokens);
  const token = tokens.get(address) ?? getToken(client, address);
  tokens.set(address, token);
  return token;
}
