import { statSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchReceipt, fetchResultText, PosthumanError, type Client } from "@posthuman/sdk";
import { fetchResults, type FetchedResults } from "@posthuman/sdk/node";
import type { CommandResult } from "../plans/carryOut.ts";

/**
 * All outputs of a job for a person, checked against what is on chain: nobody knows beforehand which files somebody's
 * own algorithm writes.
 * @throws PosthumanError as `fetchResults`.
 */
export function fetchOutputs(client: Client, results: ResultsOf): Promise<CommandResult> {
  return withResults(client, results, async (folder, { receipt }) => {
    const texts = receipt.files.map(async ({ path }) =>
      shownOutput(path, await readFile(join(folder, path))),
    );
    const shown = (await Promise.all(texts)).join("\n\n");
    const { job } = results;
    const value = { job, algorithm: receipt.algorithm, files: receipt.files };
    return { value, text: shown || "The algorithm wrote no outputs.", next: `job results ${job}` };
  });
}

/** Which job's results, and at which worker. */
export interface ResultsOf {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  readonly job: string;
}

/**
 * Fetches a job's results, checked against what is on chain, into a temporary folder, and removes it after use.
 * @throws PosthumanError as `fetchResults`.
 */
export async function withResults<T>(
  client: Client,
  { endpoint, job }: ResultsOf,
  use: (folder: string, results: FetchedResults) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-"));
  try {
    return await use(folder, await fetchResults(client, { endpoint, job, folder }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * One output of a job as text, checked against what is on chain.
 * @throws PosthumanError `RESULT_MISMATCH` if the job has no such output, and as `fetchReceipt`, `fetchResultText`.
 */
export async function fetchOutput(
  client: Client,
  { endpoint, job, path }: ResultsOf & { readonly path: string },
): Promise<string> {
  const { files } = await fetchReceipt(client, { endpoint, job });
  const file = files.find((one) => one.path === path);
  if (file === undefined)
    throw new PosthumanError("RESULT_MISMATCH", { id: job, what: `the receipt lists no ${path}` });
  return fetchResultText(client, { endpoint, job, file });
}

/** Characters of one output that are shown. */
const MOST = 4_000;

/** An output of a job for the terminal: its text, or the size, if it is not text. */
export function shownOutput(path: string, bytes: Buffer): string {
  const title = `${path}, ${bytes.length} bytes`;
  if (path.endsWith(".png")) return title;
  const text = bytes.toString("utf8");
  const shown = text.length > MOST ? `${text.slice(0, MOST)} …` : text.trimEnd();
  return `${title}:\n${shown}`;
}

/**
 * Makes sure that results can be put into a folder, before they are paid for: it is one, or does not exist yet.
 * @throws PosthumanError `FILE_EXISTS`.
 */
export function requireFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new PosthumanError("FILE_EXISTS", { file: path });
}
