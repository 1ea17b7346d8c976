import { randomBytes, sha256, toUtf8Bytes } from "ethers";
import { toBase64url } from "../base/bytes.ts";

/** Makes a session's key, which nobody can guess: `ph-` and 32 random bytes in base64url. */
export function newSessionKey(): string {
  return `ph-${toBase64url(randomBytes(32))}`;
}

/**
 * Whether a text has the form of a session's key, as clients of OpenAI's API send it after `Bearer`.
 *
 * @example
 * isSessionKey("ph-4kQ0mHyn5bWq0pJ2bT8nRkF1xZcVwLsD9uEaGhIj7Xo"); // true
 */
export function isSessionKey(text: string): boolean {
  return /^ph-[\w-]{16,128}$/i.test(text);
}

/**
 * What a worker knows of a session's key: its SHA-256 in hex, without 0x.
 *
 * @example
 * const known = session.keys.includes(sessionKeyHash(apiKey));
 */
export function sessionKeyHash(apiKey: string): string {
  return sha256(toUtf8Bytes(apiKey)).slice(2);
}
