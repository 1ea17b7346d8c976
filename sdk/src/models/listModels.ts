import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { getModel, type Model } from "./getModel.ts";

/** Which models; all of them without a filter. */
export interface ListModelsParameters {
  /** Only the direct children of this model. */
  readonly parent?: string;
  /** Only the family of this root. */
  readonly root?: string;
  /** Only those whose title this account owns now. */
  readonly owner?: string;
}

/**
 * Registered models, oldest first.
 *
 * @throws PosthumanError `ADDRESS_INVALID`, `RPC_UNREACHABLE`.
 *
 * @example
 * const family = await listModels(client, { root });
 */
export async function listModels(
  client: Client,
  { parent, root, owner }: ListModelsParameters = {},
): Promise<Model[]> {
  if (owner !== undefined) checkedAddress(owner, "owner");
  const { registry } = client.contracts;
  const events = await queryEvents(client, registry, registry.filters.ModelRegistered(undefined, parent));
  const models = await Promise.all(events.map(({ args }) => getModel(client, args.model)));
  return models.filter((model) => same(model.root, root) && same(model.owner, owner));
}

function same(actual: string, wanted: string | undefined): boolean {
  return wanted === undefined || actual.toLowerCase() === wanted.toLowerCase();
}
