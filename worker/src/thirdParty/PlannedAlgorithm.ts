/** An algorithm of somebody else, found and allowed. */
export interface PlannedAlgorithm {
  readonly sha256: string;
  /** What Ocean calls it: the asset's DID, or for one without an asset the beginning of its hash. */
  readonly did: string;
  readonly interpreter: string;
  /** What follows the interpreter. */
  readonly args: readonly string[];
}
