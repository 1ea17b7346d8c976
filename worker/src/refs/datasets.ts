import { getAddress } from "ethers";
import { z } from "zod";
import type { Refs } from "./openRefs.ts";

/** One right to a dataset that lies in the store. */
const grant = z.object({
  /** Who brought it; absent for the operator, whose datasets serve as evaluation sets. */
  account: z.string().optional(),
  /** The asset that it was brought for, as that asset's owner. */
  asset: z.string().optional(),
  name: z.string(),
  size: z.number(),
});

/** Who brought a dataset, for which asset, and what it is called. */
export type DatasetGrant = z.output<typeof grant>;

/** Records that somebody brought the dataset. */
export async function grantDataset(refs: Refs, sha256: string, given: DatasetGrant): Promise<void> {
  await refs.write(Buffer.from(JSON.stringify(given)), "datasets", sha256, nameOf(given));
}

/** Deletes the record that somebody brought the dataset. */
export async function withdrawDataset(
  refs: Refs,
  sha256: string,
  given: Pick<DatasetGrant, "account" | "asset">,
): Promise<void> {
  await refs.remove("datasets", sha256, nameOf(given));
}

function nameOf({ account = "operator", asset }: Pick<DatasetGrant, "account" | "asset">): string {
  return asset === undefined ? account : `${account}-${asset}`;
}

/** Everybody who brought the dataset; empty if it is not here. */
export async function grantsOf(refs: Refs, sha256: string): Promise<DatasetGrant[]> {
  const names = await refs.list("datasets", sha256);
  const documents = await Promise.all(names.map((name) => refs.read("datasets", sha256, name)));
  return documents.flatMap((bytes) => (bytes ? [grant.parse(JSON.parse(bytes.toString()))] : []));
}

/**
 * Whether a job may read the dataset: who asked for it brought it, or the job pays the asset that the manifest names and
 * the dataset was brought for that asset.
 */
export function mayUse(
  grants: readonly DatasetGrant[],
  asker: string,
  asset: string | undefined,
  paid: readonly string[],
): boolean {
  const same = (a: string, b: string) => getAddress(a) === getAddress(b);
  if (grants.some(({ account }) => account !== undefined && same(account, asker))) return true;
  if (asset === undefined || !paid.some((one) => same(one, asset))) return false;
  return grants.some((given) => given.asset !== undefined && same(given.asset, asset));
}
