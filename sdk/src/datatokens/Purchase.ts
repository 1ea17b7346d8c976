/** A part of what is bought, and where. */
export type Purchase = {
  /** What is bought, and in wei how much. */
  readonly token: string;
  readonly amount: bigint;
  /** What is paid with, and in its smallest unit how much, now. */
  readonly payToken: string;
  readonly cost: bigint;
} & (
  { readonly source: "offer"; readonly offer: bigint } | { readonly source: "pool"; readonly pool: string }
);
