import type { Client } from "../client/Client.ts";
import { priceOf } from "../datatokens/priceOf.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { lineageOf } from "../models/lineageOf.ts";

/** What one job of a model costs. */
export interface ModelPrice {
  readonly model: string;
  /** In OCEAN's smallest unit, where it is cheapest now; nothing if nobody sells. */
  readonly price?: bigint;
}

/**
 * What one job's datatoken of a model and of each of its ancestors costs now.
 *
 * @returns From the model (hop 0) to the root.
 * @throws PosthumanError `MODEL_UNKNOWN`.
 *
 * @example
 * const [own, parents] = await lineagePrices(client, model);
 */
export async function lineagePrices(client: Client, model: string): Promise<ModelPrice[]> {
  const lineage = await lineageOf(client, model);
  return Promise.all(
    lineage.map(async (one) => {
      try {
        return { model: one, price: await priceOf(client, { token: one }) };
      } catch (error) {
        if (PosthumanError.is(error, "NOTHING_FOR_SALE")) return { model: one };
        throw error;
      }
    }),
  );
}
