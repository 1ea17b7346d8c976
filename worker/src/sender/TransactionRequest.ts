/** A transaction that somebody wants sent. */
export interface TransactionRequest {
  /** Names it for ever, for example `lease:<job id>:<attempt>`: asking again with the same key sends nothing new. */
  readonly key: string;
  readonly to: string;
  /** Calldata. */
  readonly data: string;
  /** In wei; none by default. */
  readonly value?: bigint;
  /** What it does, as in "could not …": `lease job 0x12`. */
  readonly description: string;
}
