import { read, type Client } from "../client/Client.ts";

/**
 * A model and its ancestors.
 *
 * @returns Datatokens from the model (hop 0) to the root.
 * @throws PosthumanError `MODEL_UNKNOWN`.
 *
 * @example
 * const [model, parent] = await lineageOf(client, address);
 */
export async function lineageOf(client: Client, model: string): Promise<string[]> {
  return [...(await read(client, () => client.contracts.registry.lineageOf(model)))];
}
