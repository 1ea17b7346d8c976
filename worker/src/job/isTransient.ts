import { PosthumanError, type ErrorCode } from "@posthuman/sdk";

/** What passes by itself and says nothing of the job. */
const TRANSIENT: readonly ErrorCode[] = [
  "RPC_UNREACHABLE",
  "RPC_REFUSED",
  "RPC_INCONSISTENT",
  "WORKER_BALANCE_TOO_LOW",
  "WORKER_STOPPING",
];

/** Whether to try again rather than to give the job up. */
export function isTransient(error: unknown): boolean {
  return PosthumanError.is(error) && TRANSIENT.includes(error.code);
}
