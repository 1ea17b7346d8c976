import { getToken, parseAmount, type Client } from "@posthuman/sdk";

/**
 * Reads an amount of a token that a person wrote.
 * @throws PosthumanError `AMOUNT_INVALID`, and what `getToken` throws.
 */
export async function parseTokenAmount(client: Client, token: string, text: string): Promise<bigint> {
  return parseAmount(text, (await getToken(client, token)).decimals);
}
