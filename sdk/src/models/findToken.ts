import type { Client } from "../client/Client.ts";
import { findModel } from "./findModel.ts";

/**
 * The token that a person means: `OCEAN`, an address, or a model's name for its datatokens.
 *
 * @returns Its address.
 * @throws PosthumanError as `findModel`.
 *
 * @example
 * const token = await findToken(client, "OCEAN");
 */
export async function findToken(client: Client, text: string): Promise<string> {
  if (text.toUpperCase() === "OCEAN") return client.addresses.ocean.Token;
  return text.startsWith("0x") ? text : (await findModel(client, text)).address;
}
