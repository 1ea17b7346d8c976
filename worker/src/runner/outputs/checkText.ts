import { isUtf8 } from "node:buffer";
import { deflateRawSync } from "node:zlib";

/** Bytes of the pieces whose density is measured, so that a dense part does not hide in a long plain text. */
const PIECE_BYTES = 8192;

/**
 * What deflate makes of the densest text that people write, with room: English comes to 0.5, a table of numbers to
 * 0.5; base64 of random bytes, and weights are nearly that, to 0.76.
 */
const MAX_DENSITY = 0.72;

/** Why these bytes are no plain text, or nothing if they are. Short pieces are not measured: they cannot hold much. */
export function checkText(bytes: Buffer): string | undefined {
  if (!isUtf8(bytes)) return "it is not text in UTF-8";
  for (const byte of bytes)
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) return "it holds control characters";
  for (let start = 0; start + PIECE_BYTES / 2 <= bytes.length; start += PIECE_BYTES) {
    const piece = bytes.subarray(start, start + PIECE_BYTES);
    if (deflateRawSync(piece).length / piece.length > MAX_DENSITY)
      return "it is too dense for text, as encoded data is";
  }
  return undefined;
}
