import type { Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { inboxOf } from "../income/inboxOf.ts";
import { settleLineage, type SettleLineageParameters } from "../income/settleLineage.ts";
import { lineageOf } from "../models/lineageOf.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What somebody who shares a lineage's income decides by. */
export interface SettleLineageTerms {
  /** From the model to the root. */
  readonly lineage: readonly string[];
  /** What waits in the inboxes of all of them. */
  readonly waiting: Amount;
}

/**
 * Plans to share what a model and its ancestors received among those who earn it. Anyone may.
 *
 * @throws PosthumanError `NOTHING_TO_MOVE`, `MODEL_UNKNOWN`.
 *
 * @example
 * const { terms } = await planSettleLineage(client, { model, token: ocean });
 */
export async function planSettleLineage(
  client: Client,
  wanted: SettleLineageParameters,
): Promise<Plan<SettleLineageTerms, unknown>> {
  const { model, token } = wanted;
  const lineage = await lineageOf(client, model);
  const inboxes = await Promise.all(lineage.map((one) => inboxOf(client, { model: one, token })));
  const amount = inboxes.reduce((sum, waiting) => sum + waiting, 0n);
  if (amount === 0n) throw new PosthumanError("NOTHING_TO_MOVE", { token });
  return {
    terms: { lineage, waiting: { token, amount } },
    act: (sender) => settleLineage(sender, wanted),
  };
}
