import type { Client } from "../client/Client.ts";
import { WHOLE_TOKEN } from "../protocol/amounts.ts";
import { quoteBuy } from "./quoteBuy.ts";

/** Which price. */
export interface PriceOfParameters {
  readonly token: string;
  /** What to pay with; default OCEAN. */
  readonly payToken?: string;
}

/**
 * What one job's datatoken (1e18 wei) costs now, where it is cheapest.
 *
 * @returns In the pay token's smallest unit.
 * @throws PosthumanError `NOTHING_FOR_SALE`, `ADDRESS_INVALID`.
 *
 * @example
 * const price = await priceOf(client, { token: model });
 */
export async function priceOf(client: Client, parameters: PriceOfParameters): Promise<bigint> {
  return (await quoteBuy(client, { ...parameters, amount: WHOLE_TOKEN })).cost;
}
