import type { TermsStruct, TermsStructOutput } from "../generated/JobMarket.ts";
import { jobKinds } from "./jobKinds.ts";
import type { Terms } from "./Terms.ts";

/** Terms as the contract's calls take them. */
export function toTermsStruct(terms: Terms): TermsStruct {
  return { ...terms, kind: jobKinds.indexOf(terms.kind), assets: [...terms.assets] };
}

/** Terms as the contract's event carries them. */
export function fromTermsStruct(struct: TermsStructOutput): Terms {
  const { kind, model, requester, worker, deadline, feeToken, maxFee } = struct;
  const { assets, orderedAtLease, manifestHash, manifestURI, childName, salt } = struct;
  return {
    kind: jobKinds[Number(kind)]!,
    ...{ model, requester, worker, deadline, feeToken, maxFee },
    assets: [...assets],
    ...{ orderedAtLease, manifestHash, manifestURI, childName, salt },
  };
}
