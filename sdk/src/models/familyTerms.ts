import { checkedAddress } from "../client/checkedAddress.ts";
import { trustClasses, type Family } from "./Family.ts";

/** A family as its publisher describes it: what is left out has a default. */
export type NewFamily = Pick<Family, "tailRecipient" | "birthSupply" | "evaluationHash"> & Partial<Family>;

/** A new family's terms as the registry takes them; trust class `none` and no least gain unless given. */
export function familyTerms(family: NewFamily, publisher: string) {
  const { trustClass = "none", minGain = 0n, custodian = publisher, tailRecipient } = family;
  const { birthSupply, evaluationHash } = family;
  return {
    custodian: checkedAddress(custodian, "custodian"),
    trustClass: trustClasses.indexOf(trustClass),
    tailRecipient: checkedAddress(tailRecipient, "tail recipient"),
    ...{ birthSupply, minGain, evaluationHash },
  };
}
