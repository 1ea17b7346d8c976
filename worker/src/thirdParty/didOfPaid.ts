import { getAddress } from "ethers";

/** Ocean's identifier of an asset that the job pays; nothing for any other, and for none. */
export type DidOfPaid = (asset: string | undefined) => Promise<string | undefined>;

/**
 * Finds identifiers of the assets that a job pays. The chain knows those for assets of Ocean's; what else a manifest names
 * may be no contract at all.
 */
export function didOfPaid(assets: readonly string[], didOf: (asset: string) => Promise<string>): DidOfPaid {
  const paid = new Set(assets.map((asset) => getAddress(asset)));
  return async (asset) => (asset !== undefined && paid.has(getAddress(asset)) ? didOf(asset) : undefined);
}
