import { createHash } from "node:crypto";
import { resolve } from "node:path";

/** Accounts from here on are used by no system's tools. */
const FIRST = 2_000_000_000;
const COUNT = 100_000_000;

/**
 * The account that a job runs under if the worker is root: one for each job folder, so that jobs can neither signal
 * nor read each other even if a namespace failed. Undefined if the worker is not root and has no accounts to give.
 */
export function jobUid(folder: string): number | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const hash = createHash("sha256").update(resolve(folder)).digest();
  return FIRST + (hash.readUInt32BE(0) % COUNT);
}
