import type { ChainJob } from "../job/ChainJob.ts";
import { readManifest } from "../job/readManifest.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { UploadUse } from "./openUploadLedger.ts";
import type { Upload } from "./Upload.ts";

/** States in which the worker is or was to be paid. */
const PAID = ["Submitted", "Settled", "Born"];

/**
 * Finds out what jobs have paid for, or hold while they are under way: their manifests, and the datasets and algorithms
 * that those name and that the job's own account brought.
 * @param jobs Those that were not refunded, on models that this worker may run.
 * @param uploads Only of these the answer is asked for.
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
    const paid = PAID.includes(state);
    note(terms.manifestHash, "", paid);
    const askers = [terms.requester, payer].filter((asker) => accounts.has(asker));
    if (askers.length === 0) continue;
    // One that is not here, or is none, names nothing.
    const manifest = await readManifest(refs, terms).catch(() => undefined);
    const named = [...(manifest?.datasets ?? []), ...(manifest?.algorithm ? [manifest.algorithm] : [])];
    for (const { sha256 } of named) for (const asker of askers) note(sha256, asker, paid);
  }
  return ({ kind, name, account }) => (kind === "asset" ? undefined : uses.get(`${name} ${account}`));
}
