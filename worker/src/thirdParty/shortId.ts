/** Hex digits of a SHA-256 that name a private file's folder. */
const DIGITS = 16;

/** What a file that belongs to no asset is called in a job's folder. */
export function shortId(sha256: string): string {
  return sha256.slice(0, DIGITS);
}
