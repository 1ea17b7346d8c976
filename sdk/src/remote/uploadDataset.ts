import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import type { DatasetReference } from "../jobs/createManifest.ts";
import { signedSubjects } from "../protocol/requests.ts";
import { callWorker } from "./callWorker.ts";
import { blobOf, sha256Of, type Source } from "./sha256Of.ts";
import { signWorkerRequest } from "./signWorkerRequest.ts";

/** What to bring, and to whom. */
export interface UploadDatasetParameters {
  /** Base URL of the worker's API. */
  readonly endpoint: string;
  /** The worker's account. */
  readonly worker: string;
  readonly source: Source;
  /** A file name. */
  readonly name: string;
  /** Datatoken of the asset that the dataset belongs to, whose buyers may use it; the client must own its data NFT. */
  readonly asset?: string;
  /** Called with what was sent so far, in bytes. */
  readonly onProgress?: (sent: number, total: number) => void;
}

/**
 * Uploads a private dataset to a worker, which only jobs of the client's account may use. It is hashed first and sent
 * piece by piece.
 *
 * @returns How a manifest names the dataset.
 * @throws PosthumanError `FILE_UNREADABLE`, `WORKER_UNREACHABLE`, `ARTIFACT_TOO_LARGE`, `ARTIFACT_HASH_MISMATCH`,
 * `ASSET_NOT_YOURS`, `ARGUMENT_INVALID` for a source that is neither bytes nor a blob.
 *
 * @example
 * const corpus = await uploadDataset(client, { endpoint, worker, source: file, name: "corpus.txt" });
 */
export async function uploadDataset(
  client: Client,
  parameters: UploadDatasetParameters,
): Promise<DatasetReference> {
  const { endpoint, worker, name, onProgress } = parameters;
  const blob = await blobOf(parameters.source);
  const { sha256, size } = await sha256Of(blob);
  const asset = parameters.asset === undefined ? undefined : checkedAddress(parameters.asset, "asset");
  const subject = signedSubjects.upload(sha256, asset);
  const signed = await signWorkerRequest(client, { worker, action: "upload", subject });
  const headers = {
    ...signed,
    "content-type": "application/octet-stream",
    ...(/^[\w. -]{1,128}$/.test(name) ? { "x-posthuman-name": name } : {}),
    ...(asset === undefined ? {} : { "x-posthuman-asset": asset }),
  };
  const body = onProgress ? counted(blob, onProgress) : blob;
  await callWorker(endpoint, `/datasets/${sha256}`, { method: "PUT", headers, body, duplex: "half" });
  return { name, sha256, size, ...(asset === undefined ? {} : { asset }) };
}

function counted(blob: Blob, onProgress: (sent: number, total: number) => void): ReadableStream {
  let sent = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, out) {
      sent += piece.length;
      out.enqueue(piece);
      onProgress(sent, blob.size);
    },
  });
  return blob.stream().pipeThrough(counter);
}
