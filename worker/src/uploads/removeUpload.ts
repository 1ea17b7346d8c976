import { grantsOf, withdrawDataset } from "../refs/datasets.ts";
import type { RefKind, Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";
import type { UnpaidUpload } from "./openUploadLedger.ts";

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
