import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { lineageOf } from "../models/lineageOf.ts";

/** Whose inbox, of which token. */
export interface SettleLineageParameters {
  readonly model: string;
  readonly token: string;
  /** How many models to settle, from the model up; default: all to the root. */
  readonly maxHops?: number;
}

/**
 * Settles a model, its parent, and so on up to the root, in one call. Anyone may.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`.
 *
 * @example
 * await settleLineage(client, { model, token: model }); // shares the model's birth supply
 */
export async function settleLineage(client: Client, parameters: SettleLineageParameters): Promise<Sent> {
  const { model, token, maxHops = (await lineageOf(client, model)).length } = parameters;
  return sendTransaction(client, client.contracts.vault.settleLineage, [model, token, maxHops]);
}
