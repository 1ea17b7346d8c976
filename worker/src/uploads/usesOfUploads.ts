import { hasResult } from "@posthuman/sdk";
import type { ChainJob } from "../job/ChainJob.ts";
import { readManifest } from "../job/order.ts";
import { grantsOf, withdrawDataset } from "../refs/documents.ts";
import type { RefKind, Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { UnpaidUpload, Upload, UploadUse } from "./openUploadLedger.ts";

/**
 * Finds out what jobs have paid for, or hold while they are under way: their manifests, and the datasets and algorithms
 * that those name and that the job's own account brought.
 * @param jobs Those that were not refunded, on models that this worker may run.
 * @param uploads The uploads that will be asked about.
 */
export async function usesOfUploads(
  refs: Refs,
  jobs: Iterable<ChainJob>,
  uploads: readonly Upload[],
): Promise<(upload: Upload) => UploadUse> {
  const accounts = new Set(uploads.map(({ account }) => account));
  const uses = new Map<string, UploadUse>();
  const note = (name: string, account: string, paid: boolean) => {
    const key = `${name} ${account}`;
    if (uses.get(key) !== "paid") uses.set(key, paid ? "paid" : "held");
  };
  for (const { terms, payer, state } of jobs) {
    const paid = hasResult(state);
    note(terms.manifestHash, "", paid);
    // Both, and not only who asked (`askerOf`): what is kept for one too many does no harm, what is removed would.
    const askers = [terms.requester, payer].filter((asker) => accounts.has(asker));
    if (askers.length === 0) continue;
    // A manifest that is missing or invalid names nothing.
    const manifest = await readManifest(refs, terms).catch(() => undefined);
    const named = [...(manifest?.datasets ?? []), ...(manifest?.algorithm ? [manifest.algorithm] : [])];
    for (const { sha256 } of named) for (const asker of askers) note(sha256, asker, paid);
  }
  return ({ kind, name, account }) => (kind === "asset" ? undefined : uses.get(`${name} ${account}`));
}

/** Documents that name artifacts of the store, beside the datasets'. */
const NAMING: readonly RefKind[] = ["weights", "receipts", "conversions", "benchmarks"];

/**
 * Removes an upload. The bytes of a dataset stay where anything else is made of the same bytes: another account's upload, a
 * file of a model (a public tokenizer, say), a result, a benchmark, or whatever was put into the store since.
 */
export async function removeUpload(
  { refs, store }: { readonly refs: Refs; readonly store: ArtifactStore },
  { kind, name, account, asset, at }: UnpaidUpload,
): Promise<void> {
  if (kind === "manifest") return refs.remove("manifests", name);
  await withdrawDataset(refs, name, { account, ...(asset && { asset }) });
  if ((await grantsOf(refs, name)).length > 0) return;
  for (const naming of NAMING) {
    for (const document of await refs.list(naming)) {
      if ((await refs.read(naming, document))?.includes(name)) return;
    }
  }
  await store.remove(name, new Date(at));
}
