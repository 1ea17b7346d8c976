import { sha256, toUtf8Bytes } from "ethers";

/** What a worker knows of a session's key: its SHA-256 in hex, without 0x. */
export function sessionKeyHash(apiKey: string): string {
  return sha256(toUtf8Bytes(apiKey)).slice(2);
}
