import type { JobKind } from "./jobKinds.ts";

/** What was asked for, and for what price. A job's id is the hash of its terms. */
export interface Terms {
  readonly kind: JobKind;
  /** Datatoken of the model used; one whole token of it pays for the job. */
  readonly model: string;
  /** Who pays, gets the results, and owns the title of a child. */
  readonly requester: string;
  /** The only worker that may take the job; the zero address for any that the custodian authorised. */
  readonly worker: string;
  /** Unix time until which the job must be submitted. */
  readonly deadline: bigint;
  readonly feeToken: string;
  /** Most that the worker may ask, in the fee token's smallest unit; the rest goes back. */
  readonly maxFee: bigint;
  /** Datatokens of other assets that the job uses; one whole token of each is spent on an order. */
  readonly assets: readonly string[];
  /** How many of `assets`, from the first, are ordered at the first lease, and then not refunded. */
  readonly orderedAtLease: bigint;
  readonly manifestHash: string;
  /** Where the manifest can be fetched; empty for the worker's own store. */
  readonly manifestURI: string;
  /** Name of the model that a training may give birth to; empty for other kinds. */
  readonly childName: string;
  /** Makes equal terms distinct. */
  readonly salt: string;
}
