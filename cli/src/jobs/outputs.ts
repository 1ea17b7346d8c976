import { statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PosthumanError, type Client } from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import type { Told } from "../plans/carryOut.ts";

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

/** Characters of one output that are shown. */
const MOST = 4_000;

/** An output of a job for the terminal: its text, or for what is none its size. */
export function shownOutput(path: string, bytes: Buffer): string {
  const title = `${path}, ${bytes.length} bytes`;
  if (path.endsWith(".png")) return title;
  const text = bytes.toString("utf8");
  const shown = text.length > MOST ? `${text.slice(0, MOST)} …` : text.trimEnd();
  return `${title}:\n${shown}`;
}

/**
 * Makes sure that results can be put into a folder, before they are paid for: it is one, or is yet to be made.
 * @throws PosthumanError `FILE_EXISTS`.
 */
export function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new PosthumanError("FILE_EXISTS", { file: path });
}
