import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The SHA-256 of the key that a request brings; `undefined` if it brings none. Keys are known by their hashes alone. */
export function bearerOf({ headers: { authorization } }: IncomingMessage): string | undefined {
  const key = /^Bearer +(ph-[\w-]{16,128})$/i.exec(authorization ?? "")?.[1];
  return key === undefined ? undefined : createHash("sha256").update(key).digest("hex");
}
