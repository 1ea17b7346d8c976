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

/**
 * The bytes of a buffer or of any view of one, also of another realm, such as a frame or a test's window, whose classes
 * are not this realm's; nothing for anything else.
 */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  const isBuffer = /^\[object (Shared)?ArrayBuffer\]$/.test(Object.prototype.toString.call(value));
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined;
}
