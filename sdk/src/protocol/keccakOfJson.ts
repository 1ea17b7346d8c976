import { keccak256, toUtf8Bytes } from "ethers";
import { canonicalJson } from "./canonicalJson.ts";

/**
 * keccak256 of a value's canonical JSON: how manifests, receipts and weights are named on chain.
 *
 * @returns 32 bytes in hex.
 *
 * @example
 * keccakOfJson({ a: 1 }) === keccakOfJson(JSON.parse('{ "a": 1.0 }')); // true
 */
export function keccakOfJson(value: unknown): string {
  return keccak256(toUtf8Bytes(canonicalJson(value)));
}
