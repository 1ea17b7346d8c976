import type { ChainJob } from "../job/ChainJob.ts";
import { readManifest } from "../job/readManifest.ts";
import type { Refs } from "../refs/openRefs.ts";

/** Whether the job opens a session. @throws PosthumanError why its manifest cannot be read. */
export async function isSession({ refs }: { readonly refs: Refs }, { terms }: ChainJob): Promise<boolean> {
  return terms.kind === "infer" && (await readManifest(refs, terms)).session !== undefined;
}
