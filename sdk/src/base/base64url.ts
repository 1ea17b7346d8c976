import { decodeBase64, encodeBase64 } from "ethers";

/** Bytes as text that is safe in headers and addresses, without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * The bytes of such a text; plain base64 is understood too.
 *
 * @throws What ethers throws if it is neither.
 */
export function fromBase64url(text: string): Uint8Array {
  return decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
