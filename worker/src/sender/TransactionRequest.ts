/** A transaction that somebody wants sent. */
export interface TransactionRequest {
  /** Names it for ever, for example `lease:<job id>:<attempt>`: asking again with the same key sends nothing new. */
  readonly key: string;
  readonly to: string;
  /** Calldata. */
  readonly data: string;
  /** In wei; none by default. */
  readonly value?: bigint;
  /** Gas on top of the estimate, for calls that try something and go on without it when the gas is short. */
  readonly extraGas?: bigint;
  /** What it does, as in "could not …": `lease job 0x12`. */
  readonly description: string;
}
