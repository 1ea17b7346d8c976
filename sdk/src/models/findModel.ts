import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getModel, type Model } from "./getModel.ts";
import { listModels } from "./listModels.ts";

/**
 * The model that a person means: by its datatoken's address, or by a name that only one model has.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`, `MODEL_NAME_AMBIGUOUS`, `ADDRESS_INVALID`.
 *
 * @example
 * const { address } = await findModel(client, "M1");
 */
export async function findModel(client: Client, text: string): Promise<Model> {
  if (text.startsWith("0x")) return getModel(client, text);
  const named = (await listModels(client)).filter(({ name }) => name === text);
  const [model, another] = named;
  if (model === undefined) throw new PosthumanError("MODEL_UNKNOWN", { model: text });
  if (another === undefined) return model;
  const models = named.map(({ address }) => address).join(", ");
  throw new PosthumanError("MODEL_NAME_AMBIGUOUS", { name: text, models });
}
