import { checkedAddress } from "../client/checks.ts";
import { parseAmount } from "../protocol/parseAmount.ts";
import { trustClasses, type Family } from "./Family.ts";

/** A family as its publisher describes it: what is left out has a default. */
export type NewFamily = Pick<Family, "tailRecipient" | "birthSupply" | "evaluationHash"> & Partial<Family>;

/** Gain that a hop is worth unless said otherwise: clearly more than what another seed changes. */
const MIN_GAIN = parseAmount("0.05");

/** A new family's terms as the registry takes them; trust class `none` and 0.05 bits per byte a hop unless given. */
export function familyTerms(family: NewFamily, publisher: string) {
  const { trustClass = "none", minGain = MIN_GAIN, custodian = publisher, tailRecipient } = family;
  const { birthSupply, evaluationHash } = family;
  return {
    custodian: checkedAddress(custodian, "custodian"),
    trustClass: trustClasses.indexOf(trustClass),
    tailRecipient: checkedAddress(tailRecipient, "tail recipient"),
    ...{ birthSupply, minGain, evaluationHash },
  };
}
