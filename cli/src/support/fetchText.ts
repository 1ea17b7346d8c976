import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchResults, type Client } from "@posthuman/sdk";

/**
 * One text among a job's results, checked against what stands on chain.
 * @throws PosthumanError as `fetchResults`.
 */
export async function fetchText(
  client: Client,
  { endpoint, job, path }: { readonly endpoint: string; readonly job: string; readonly path: string },
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-"));
  try {
    await fetchResults(client, { endpoint, job, folder });
    return await readFile(join(folder, path), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
