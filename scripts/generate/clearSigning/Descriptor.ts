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
