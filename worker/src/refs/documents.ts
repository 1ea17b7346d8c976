import {
  canonicalJson,
  checkReceipt,
  PosthumanError,
  weightsRootOf,
  type Receipt,
  type WeightsFile,
  type WeightsRootParameters,
} from "@posthuman/sdk";
import { getAddress, keccak256 } from "ethers";
import { z } from "zod";
import type { Refs } from "./openRefs.ts";

/** The bytes of the manifest with this keccak256, if they are here. */
export function readManifestBytes(refs: Refs, hash: string): Promise<Buffer | undefined> {
  return refs.read("manifests", nameOf(hash));
}

/**
 * Keeps a manifest's bytes under their keccak256.
 * @returns The hash, in lower case.
 * @throws PosthumanError `MANIFEST_MISMATCH`, `NAME_INVALID`.
 */
export async function writeManifestBytes(refs: Refs, hash: string, bytes: Uint8Array): Promise<string> {
  const expected = nameOf(hash);
  const actual = keccak256(bytes);
  if (actual !== expected) throw new PosthumanError("MANIFEST_MISMATCH", { expected, actual });
  await refs.write(bytes, "manifests", expected);
  return expected;
}

function nameOf(hash: string): string {
  if (!/^0x[0-9a-fA-F]{64}$/.test(hash))
    throw new PosthumanError("NAME_INVALID", { name: hash.slice(0, 100) });
  return hash.toLowerCase();
}

/**
 * Writes down which files of the store a weights root stands for.
 * @returns The weights root.
 */
export async function writeWeights(refs: Refs, weights: WeightsRootParameters): Promise<string> {
  const root = weightsRootOf(weights);
  const document = canonicalJson({ ...weights, chainId: Number(weights.chainId) });
  await refs.write(Buffer.from(document), "weights", root);
  return root;
}

/** The files that a weights root stands for; `undefined` if this worker does not have them. */
export async function readWeights(refs: Refs, root: string): Promise<readonly WeightsFile[] | undefined> {
  const bytes = await refs.read("weights", root);
  return bytes && (JSON.parse(bytes.toString()) as { files: WeightsFile[] }).files;
}

/** A receipt, and the bytes whose keccak256 is on chain. */
export interface StoredReceipt {
  readonly receipt: Receipt;
  readonly bytes: Buffer;
}

/** Keeps the receipt of a job. */
export function writeReceipt(refs: Refs, job: string, bytes: Uint8Array): Promise<void> {
  return refs.write(bytes, "receipts", job);
}

/** The receipt of a job that this worker ran to its end. */
export async function readReceipt(refs: Refs, job: string): Promise<StoredReceipt | undefined> {
  const bytes = await refs.read("receipts", job);
  return bytes && { bytes, receipt: checkReceipt(JSON.parse(bytes.toString())) };
}

const benchmark = z.object({
  /** As the harness calls it. */
  name: z.string(),
  /** The harness's task file, below its tasks. */
  definition: z.string(),
  /** The harness that the questions were tried with, and its version. */
  harness: z.string(),
  questions: z.number(),
  /** Name of the file with the questions. */
  file: z.string(),
  sha256: z.string(),
});

/** A standard benchmark whose questions lie in the store. */
export type Benchmark = z.output<typeof benchmark>;

/** Writes down where a benchmark's questions are; what was known of it before is replaced. */
export async function writeBenchmark(refs: Refs, found: Benchmark): Promise<void> {
  await refs.write(Buffer.from(JSON.stringify(found)), "benchmarks", found.name);
}

/** All benchmarks whose questions are here, by name. */
export async function listBenchmarks(refs: Refs): Promise<Benchmark[]> {
  const names = await refs.list("benchmarks");
  const documents = await Promise.all(names.map((name) => refs.read("benchmarks", name)));
  return documents.flatMap((bytes) => (bytes ? [benchmark.parse(JSON.parse(bytes.toString()))] : []));
}

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
type DatasetGrant = z.output<typeof grant>;

/** Records that somebody brought the dataset. */
export async function grantDataset(refs: Refs, sha256: string, given: DatasetGrant): Promise<void> {
  await refs.write(Buffer.from(JSON.stringify(given)), "datasets", sha256, grantName(given));
}

/** Deletes the record that somebody brought the dataset. */
export async function withdrawDataset(
  refs: Refs,
  sha256: string,
  given: Pick<DatasetGrant, "account" | "asset">,
): Promise<void> {
  await refs.remove("datasets", sha256, grantName(given));
}

function grantName({ account = "operator", asset }: Pick<DatasetGrant, "account" | "asset">): string {
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
