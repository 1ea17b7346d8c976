import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchResults, type Client } from "@posthuman/sdk";
import type { Told } from "./Plan.ts";
import { shownOutput } from "./shownOutput.ts";

/**
 * All outputs of a job for a person, checked against what stands on chain; of an algorithm of somebody's own nobody knows
 * which files it writes.
 * @throws PosthumanError as `fetchResults`.
 */
export async function fetchOutputs(
  client: Client,
  { endpoint, job }: { readonly endpoint: string; readonly job: string },
): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-"));
  try {
    const { receipt } = await fetchResults(client, { endpoint, job, folder });
    const texts = receipt.files.map(async ({ path }) =>
      shownOutput(path, await readFile(join(folder, path))),
    );
    const shown = (await Promise.all(texts)).join("\n\n");
    const value = { job, algorithm: receipt.algorithm, files: receipt.files };
    return { value, text: shown || "The algorithm wrote no outputs.", next: `job results ${job}` };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
