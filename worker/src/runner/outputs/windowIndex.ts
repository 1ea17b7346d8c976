import { randomBytes } from "node:crypto";

/** Bytes of the windows that are indexed and looked up: 16 numbers of 32 bits. */
export const WINDOW_BYTES = 64;

/** Base of the rolling hash, another one in each process, so that nobody can prepare windows whose hashes collide. */
const BASE = randomBytes(4).readUInt32LE() | 5;

/** Finds where some bytes hold a window. */
export interface WindowIndex {
  /** An offset in the indexed bytes of the WINDOW_BYTES of `block` from `start`, or -1. */
  find(block: Uint8Array, start: number): number;
}

/** Indexes the window at every offset of `bytes`, in 16 to 32 bytes of memory for each. */
export function windowIndex(bytes: Buffer): WindowIndex {
  const size = 2 ** Math.ceil(Math.log2(Math.max(bytes.length, 1) * 2));
  const mask = size - 1;
  const hashes = new Uint32Array(size);
  /** Offset of a window plus one; zero marks a free place. */
  const places = new Uint32Array(size);

  let leaving = 1;
  for (let i = 0; i < WINDOW_BYTES; i++) leaving = Math.imul(leaving, BASE);
  for (let i = 0, hash = 0; i < bytes.length; i++) {
    hash = (Math.imul(hash, BASE) + bytes[i]! + 1) | 0;
    if (i >= WINDOW_BYTES) hash = (hash - Math.imul(leaving, bytes[i - WINDOW_BYTES]! + 1)) | 0;
    if (i < WINDOW_BYTES - 1) continue;
    const mixed = mix(hash);
    let at = mixed & mask;
    while (places[at] !== 0 && hashes[at] !== mixed) at = (at + 1) & mask;
    // Of equal windows, such as those in a run of zeros, the first is enough.
    if (places[at] !== 0) continue;
    hashes[at] = mixed;
    places[at] = i - WINDOW_BYTES + 2;
  }

  return {
    find(block, start) {
      let hash = 0;
      for (let i = start; i < start + WINDOW_BYTES; i++) hash = (Math.imul(hash, BASE) + block[i]! + 1) | 0;
      const mixed = mix(hash);
      let at = mixed & mask;
      while (places[at] !== 0 && hashes[at] !== mixed) at = (at + 1) & mask;
      const offset = places[at]! - 1;
      if (offset < 0) return -1;
      for (let i = 0; i < WINDOW_BYTES; i++) if (bytes[offset + i] !== block[start + i]) return -1;
      return offset;
    },
  };
}

/** Spreads a hash's upper bits into the lower ones, which choose its place. */
function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  return (once ^ (once >>> 15)) >>> 0;
}
