/**
 * Whether a path that a receipt lists stays inside of the folder that it is put into, on every system: relative,
 * with slashes, without `.`, `..`, empty or drive parts, and not the name under which the receipt itself is kept.
 */
export function isSafeResultPath(path: string): boolean {
  const parts = path.split("/");
  const plain = (part: string) => part !== "" && part !== "." && part !== ".." && !/[\\:\p{Cc}]/u.test(part);
  return parts.every(plain) && path !== "receipt.json" && !path.endsWith(".partial");
}
