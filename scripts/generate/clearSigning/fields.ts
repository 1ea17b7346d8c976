/** A field of an ERC-7730 descriptor: which value is shown under which label, and how. */
export interface Field {
  readonly path: string;
  readonly label: string;
  readonly format: "raw" | "addressName" | "tokenAmount" | "nftName" | "date" | "enum" | "unit" | "calldata";
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What a person reads before signing one function or message. */
export interface Signed {
  /** In plain words and in the imperative. */
  readonly intent: string;
  readonly fields: readonly Field[];
  /** Paths that say nothing to a person, such as the parts of a signature. */
  readonly excluded?: readonly string[];
}

/** A contract's functions that people or their workers sign. */
export interface SignedContract {
  /** By the function's name, or by its signature where names repeat. */
  readonly functions: Readonly<Record<string, Signed>>;
  /** Functions that nobody signs, with the reason. */
  readonly unsigned: Readonly<Record<string, string>>;
}

/** A value as it is: a name, a hash, a number. */
export const raw = (path: string, label: string): Field => ({ path, label, format: "raw" });

/** An account: a person's or a worker's. */
export const account = (path: string, label: string): Field => ({
  path,
  label,
  format: "addressName",
  params: { types: ["eoa", "wallet"], sources: ["local", "ens"] },
});

/** A token, a model's datatoken among them. */
export const token = (path: string, label: string): Field => ({
  path,
  label,
  format: "addressName",
  params: { types: ["token"], sources: ["local"] },
});

/** A contract. */
export const contract = (path: string, label: string): Field => ({
  path,
  label,
  format: "addressName",
  params: { types: ["contract"], sources: ["local"] },
});

/** An amount of the token whose address stands at `tokenPath`. */
export const amount = (path: string, label: string, tokenPath: string): Field => ({
  path,
  label,
  format: "tokenAmount",
  params: { tokenPath },
});

/** A number with 18 decimals whose unit has no token at hand. */
export const unit = (path: string, label: string, base: string): Field => ({
  path,
  label,
  format: "unit",
  params: { base, decimals: 18 },
});

/** A time. */
export const date = (path: string, label: string): Field => ({
  path,
  label,
  format: "date",
  params: { encoding: "timestamp" },
});

/** One of the names under `metadata.enums`. */
export const choice = (path: string, label: string, name: string): Field => ({
  path,
  label,
  format: "enum",
  params: { $ref: `$.metadata.enums.${name}` },
});

/** A title, which is a token of the registry that is called. */
export const title = (path: string, label: string): Field => ({
  path,
  label,
  format: "nftName",
  params: { collectionPath: "@.to" },
});

/** Calls of the same contract. */
const calls = (path: string, label: string): Field => ({
  path,
  label,
  format: "calldata",
  params: { calleePath: "@.to" },
});

/** The contracts' enums in words, by the names under which fields refer to them. */
export const enums = {
  kind: { "0": "Train the model", "1": "Use the model", "2": "Evaluate the model" },
  trustClass: {
    "0": "Not checked by others",
    "1": "Checked by evaluation only",
    "2": "Run in trusted hardware",
    "3": "Can be run again at the custodian's",
    "4": "Can be run again by anyone",
  },
  source: { "0": "An offer", "1": "A pool" },
};

/** `multicall` of every contract that has one. */
export const multicall = { intent: "Make these calls together", fields: [calls("data.[]", "Call")] };
