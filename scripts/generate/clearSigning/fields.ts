import type { Field } from "./Descriptor.ts";

/** A value as it is: a name, a hash, a number. */
export const raw = (path: string, label: string): Field => ({ path, label, format: "raw" });

/** An account: a person's or a worker's. */
export const account = (path: string, label: string): Field => ({
  ...{ path, label, format: "addressName" },
  params: { types: ["eoa", "wallet"], sources: ["local", "ens"] },
});

/** A token, a model's datatoken among them. */
export const token = (path: string, label: string): Field => ({
  ...{ path, label, format: "addressName" },
  params: { types: ["token"], sources: ["local"] },
});

/** A contract. */
export const contract = (path: string, label: string): Field => ({
  ...{ path, label, format: "addressName" },
  params: { types: ["contract"], sources: ["local"] },
});

/** An amount of the token whose address stands at `tokenPath`. */
export const amount = (path: string, label: string, tokenPath: string): Field => ({
  ...{ path, label, format: "tokenAmount" },
  params: { tokenPath },
});

/** A number with 18 decimals whose unit has no token at hand. */
export const unit = (path: string, label: string, base: string): Field => ({
  ...{ path, label, format: "unit" },
  params: { base, decimals: 18 },
});

/** A time. */
export const date = (path: string, label: string): Field => ({
  ...{ path, label, format: "date" },
  params: { encoding: "timestamp" },
});

/** One of the names under `metadata.enums`. */
export const choice = (path: string, label: string, name: string): Field => ({
  ...{ path, label, format: "enum" },
  params: { $ref: `$.metadata.enums.${name}` },
});

/** A title, which is a token of the registry that is called. */
export const title = (path: string, label: string): Field => ({
  ...{ path, label, format: "nftName" },
  params: { collectionPath: "@.to" },
});

/** Calls of the same contract. */
export const calls = (path: string, label: string): Field => ({
  ...{ path, label, format: "calldata" },
  params: { calleePath: "@.to" },
});
