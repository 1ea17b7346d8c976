import { read, type Client } from "../client/Client.ts";

/** Part of a model's income that an account earns. */
export interface Share {
  readonly recipient: string;
  /** Steps up the lineage: 0 = the model's own title owner; absent for the tail recipient. */
  readonly hop?: number;
  /** In 1e-18. All shares of a model add up to 1e18. */
  readonly share: bigint;
}

/**
 * Who earns what of a model's income, by today's titles: hop k gets 1/2^(k+1), the tail recipient the rest.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`.
 *
 * @example
 * for (const { recipient, share } of await sharesOf(client, model)) console.log(recipient, formatAmount(share));
 */
export async function sharesOf(client: Client, model: string): Promise<Share[]> {
  const [recipients, shares] = await read(client, () => client.contracts.registry.sharesOf(model));
  return recipients.map((recipient, hop) => ({
    recipient,
    ...(hop < recipients.length - 1 ? { hop } : {}),
    share: shares[hop]!,
  }));
}
