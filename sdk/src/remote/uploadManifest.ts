import { keccak256 } from "ethers";
import { callWorker } from "./callWorker.ts";

/**
 * Uploads the manifest of a job to a worker, ideally before the job is requested.
 *
 * @param endpoint Base URL of the worker's API.
 * @param bytes From `createManifest`.
 * @returns The manifest's hash.
 * @throws PosthumanError `WORKER_UNREACHABLE`, `MANIFEST_INVALID`.
 *
 * @example
 * await uploadManifest(endpoint, createManifest({ kind: "infer", model, parameters: { prompt } }).bytes);
 */
export async function uploadManifest(endpoint: string, bytes: Uint8Array): Promise<string> {
  const hash = keccak256(bytes);
  const headers = { "content-type": "application/json" };
  await callWorker(endpoint, `/manifests/${hash}`, { method: "PUT", headers, body: new Uint8Array(bytes) });
  return hash;
}
