import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** Where and how a worker can be reached. */
export interface AnnounceWorkerParameters {
  /** Base URL of its HTTP API. */
  readonly endpoint: string;
  /** Uncompressed secp256k1 public key in hex, for private uploads; none by default. */
  readonly encryptionKey?: string;
  /** SHA-256 of the locked environment that its algorithms run in, 32 bytes in hex. */
  readonly environmentHash: string;
}

/**
 * Announces or updates the client's account as a worker.
 *
 * @example
 * await announceWorker(client, { endpoint: "https://worker.example", environmentHash });
 */
export function announceWorker(client: Client, parameters: AnnounceWorkerParameters): Promise<Sent> {
  const { endpoint, encryptionKey = "0x", environmentHash } = parameters;
  return sendTransaction(client, client.contracts.workers.announce, [
    endpoint,
    encryptionKey,
    environmentHash,
  ]);
}
