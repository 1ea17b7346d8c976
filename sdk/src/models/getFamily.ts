import { read, type Client } from "../client/Client.ts";
import { trustClasses, type Family } from "./Family.ts";

/**
 * The terms of a model's family.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`.
 *
 * @example
 * const { custodian, minGain } = await getFamily(client, model);
 */
export async function getFamily(client: Client, model: string): Promise<Family> {
  const family = await read(client, () => client.contracts.registry.familyOf(model));
  const { custodian, tailRecipient, birthSupply, minGain, evaluationHash } = family;
  const trustClass = trustClasses[Number(family.trustClass)]!;
  return { custodian, trustClass, tailRecipient, birthSupply, minGain, evaluationHash };
}
