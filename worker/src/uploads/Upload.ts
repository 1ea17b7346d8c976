/** What somebody brings, or brought, over the API. */
export interface Upload {
  /** `asset`: a dataset or an algorithm of an asset, brought by that asset's owner. */
  readonly kind: "manifest" | "dataset" | "asset";
  /** Its hash, as the worker names it. */
  readonly name: string;
  /** Who signed for it; empty for a manifest, which anyone may bring. */
  readonly account: string;
  /** The asset's datatoken, or empty. */
  readonly asset: string;
  /** The network address that it comes from, or the network of that address. */
  readonly client: string;
  /** What it counts against the limits. */
  readonly bytes: number;
}
