import { checkedAddress } from "../client/checks.ts";
import { read, type Client } from "../client/Client.ts";
import { parseAmount } from "../protocol/amounts.ts";

/** How a family's trainings can be checked by others, in the order of the contract's enum. */
export const trustClasses = ["none", "eval-only", "tee", "reexec-perimeter", "reexec-public"] as const;

/** How a family's trainings can be checked by others. */
export type TrustClass = (typeof trustClasses)[number];

/** What every model of a family shares; fixed when its root is published. */
export interface Family {
  /** Keeps the family's weights and authorises the workers that may run jobs on them. */
  readonly custodian: string;
  readonly trustClass: TrustClass;
  /** Earns what would pass above the root. */
  readonly tailRecipient: string;
  /** Datatokens minted at each birth, in wei; all that will ever exist of a model. */
  readonly birthSupply: bigint;
  /** Least gain that a training needs for a birth, in 1e-18 of the task's metric, such as bits per byte. */
  readonly minGain: bigint;
  /** SHA-256 of the held-out set on which gain is measured, 32 bytes in hex. */
  readonly evaluationHash: string;
}

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

/** A family as its publisher describes it: what is left out has a default. */
export type NewFamily = Pick<Family, "tailRecipient" | "evaluationHash"> & Partial<Family>;

/** The terms of a new family that its publisher need not choose. */
export const usualFamily = {
  trustClass: "none",
  birthSupply: parseAmount("1000"),
  /** Clearly more than what another seed changes. */
  minGain: parseAmount("0.05"),
} as const satisfies Partial<Family>;

/** A new family with all its terms: those of `usualFamily`, and the publisher's custody, unless given. */
export function completeFamily(family: NewFamily, publisher: string): Family {
  const { custodian = publisher, tailRecipient, evaluationHash } = family;
  const { trustClass = usualFamily.trustClass, minGain = usualFamily.minGain } = family;
  const { birthSupply = usualFamily.birthSupply } = family;
  return {
    custodian: checkedAddress(custodian, "custodian"),
    trustClass,
    tailRecipient: checkedAddress(tailRecipient, "tail recipient"),
    birthSupply,
    minGain,
    evaluationHash,
  };
}

/** A new family's terms as the registry takes them. */
export function familyTerms(family: NewFamily, publisher: string) {
  const complete = completeFamily(family, publisher);
  return { ...complete, trustClass: trustClasses.indexOf(complete.trustClass) };
}
