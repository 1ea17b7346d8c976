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
  /** Least gain that a training needs for a birth, in 1e-18 bits per byte. */
  readonly minGain: bigint;
  /** SHA-256 of the held-out set on which gain is measured, 32 bytes in hex. */
  readonly evaluationHash: string;
}
