import { isError } from "ethers";

/** Scheme, host and port of a URL: providers put their keys into path, query or user name. */
export function urlWithoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the configured URL";
}

/** What a transport says when no answer came; every other failure is the node's own answer. */
const silence = ["TIMEOUT", "SERVER_ERROR", "NETWORK_ERROR"] as const;

/**
 * Whether a call of ethers failed because no answer came, so that the same call may succeed later.
 *
 * @example
 * await client.provider.getBlockNumber().catch((error: unknown) => isSilence(error));
 */
export function isSilence(error: unknown): boolean {
  if (silence.some((code) => isError(error, code))) return true;
  // Node's own socket errors (ECONNREFUSED, ECONNRESET, ENOTFOUND, EPIPE, …) name the system call.
  return typeof (error as { syscall?: unknown }).syscall === "string" || /socket hang up/.test(String(error));
}
