import type { Client } from "@posthuman/sdk";
import { findModel } from "./findModel.ts";

/**
 * The token that a person means: `OCEAN`, an address, or a model's name for its datatokens.
 * @throws PosthumanError as `findModel`.
 */
export async function findToken(client: Client, text: string): Promise<string> {
  if (text.toUpperCase() === "OCEAN") return client.addresses.ocean.Token;
  return text.startsWith("0x") ? text : (await findModel(client, text)).address;
}
