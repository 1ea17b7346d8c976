import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "../client/Client.ts";
import { urlWithoutSecrets } from "../client/endpoint.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { getJob } from "../jobs/getJob.ts";
import { canonicalJson } from "../protocol/json.ts";
import type { Receipt } from "../protocol/receipt.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callWorker, resultRoute } from "../remote/callWorker.ts";
import { fetchReceipt } from "../remote/fetchReceipt.ts";
import { signWorkerRequest } from "../remote/signWorkerRequest.ts";

/** Which results, from where, and where to. */
export interface FetchResultsParameters {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  /** The job's id. */
  readonly job: string;
  /** Where to put the files; created if it does not exist. */
  readonly folder: string;
}

/** Results that match what the worker posted on chain. */
export interface FetchedResults {
  readonly receipt: Receipt;
  /** Paths of the files, as the receipt orders them, then `receipt.json`. */
  readonly files: string[];
}

/**
 * Downloads the results of the client's own job into a folder. Each file is checked against the receipt and the receipt
 * against the chain; a file that does not match leaves nothing behind.
 *
 * @throws PosthumanError `RESULT_MISMATCH`, `RESULT_PATH_FORBIDDEN`, and what `fetchReceipt` throws.
 *
 * @example
 * const { receipt, files } = await fetchResults(client, { endpoint, job: id, folder: "results" });
 */
export async function fetchResults(
  client: Client,
  { endpoint, job, folder }: FetchResultsParameters,
): Promise<FetchedResults> {
  const receipt = await fetchReceipt(client, { endpoint, job });
  for (const { path } of receipt.files) {
    if (!isSafeResultPath(path)) throw new PosthumanError("RESULT_PATH_FORBIDDEN", { path });
  }
  const { worker } = await getJob(client, job);
  const files: string[] = [];
  for (const file of receipt.files) {
    const target = join(folder, file.path);
    const headers = await signWorkerRequest(client, {
      worker: worker!,
      action: "results",
      subject: signedSubjects.results(job),
    });
    await save(await callWorker(endpoint, resultRoute(job, file.path), { headers }), target, file, job);
    files.push(target);
  }
  const target = join(folder, "receipt.json");
  await mkdir(folder, { recursive: true });
  await writeFile(target, canonicalJson(receipt));
  return { receipt, files: [...files, target] };
}

async function save(
  response: Response,
  target: string,
  { path, sha256, size }: Receipt["files"][number],
  id: string,
): Promise<void> {
  const partial = `${target}.partial`;
  const hash = createHash("sha256");
  let received = 0;
  await mkdir(dirname(target), { recursive: true });
  try {
    const body: AsyncIterable<Uint8Array> = response.body ?? new Blob([]).stream();
    const checked = async function* (pieces: AsyncIterable<Uint8Array>) {
      for await (const piece of pieces) {
        received += piece.length;
        if (received > size) throw mismatch(id, `${path} is longer than ${size} bytes`);
        hash.update(piece);
        yield piece;
      }
    };
    await pipeline(body, checked, createWriteStream(partial)).catch((cause: unknown) => {
      if (PosthumanError.is(cause) || isFileError(cause)) throw cause;
      throw new PosthumanError("WORKER_UNREACHABLE", { url: urlWithoutSecrets(response.url) }, { cause });
    });
    const actual = hash.digest("hex");
    if (actual !== sha256) throw mismatch(id, `${path} has the SHA-256 ${actual}, not ${sha256}`);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

function mismatch(id: string, what: string): PosthumanError {
  return new PosthumanError("RESULT_MISMATCH", { id, what });
}

/** Whether writing failed here (full disk, no permission), not the worker's connection. */
function isFileError(error: unknown): boolean {
  return ["open", "write", "mkdir"].includes(String((error as { syscall?: unknown }).syscall));
}

/**
 * Whether a path that a receipt lists stays inside of the folder that it is put into, on every system: relative,
 * with slashes, without `.`, `..`, empty or drive parts, and not the name under which the receipt itself is kept.
 */
function isSafeResultPath(path: string): boolean {
  const parts = path.split("/");
  const plain = (part: string) => part !== "" && part !== "." && part !== ".." && !/[\\:\p{Cc}]/u.test(part);
  return parts.every(plain) && path !== "receipt.json" && !path.endsWith(".partial");
}
