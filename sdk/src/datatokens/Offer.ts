/** Datatokens that somebody sells at a fixed price. */
export interface Offer {
  readonly id: bigint;
  readonly seller: string;
  /** What is sold. */
  readonly token: string;
  /** What is paid with. */
  readonly payToken: string;
  /** For one whole token (1e18), in the pay token's smallest unit; 0 gives them away. */
  readonly price: bigint;
  /** What is left, in wei. */
  readonly amount: bigint;
}
