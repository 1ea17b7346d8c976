import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes of the blocks that are compared: 16 numbers of 32 bits. */
const BLOCK = 64;
/** Bits of the filter for each byte that is searched: one look in sixteen at foreign bytes is in vain, and then settled exactly. */
const BITS_PER_BYTE = 16;
const READ_BYTES = 4 * 1024 * 1024;
/** A block with fewer different bytes (zeros, ones, padding) says nothing of the weights it is from. */
const MIN_DISTINCT = 20;

const BASE = 0x01000193;

/**
 * The first of `searched` that holds 64 bytes in a row which stand at a multiple of 64 in a weights file of one of the
 * folders; any 127 bytes in a row that were copied hold such a block. Every offset of the searched bytes is entered
 * in a filter, then each file is read once, a block at a time.
 */
export async function findWeights<Searched extends { readonly bytes: Buffer }>(
  searched: readonly Searched[],
  folders: readonly string[],
): Promise<Searched | undefined> {
  const long = searched.filter(({ bytes }) => bytes.length >= BLOCK);
  const total = long.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (total === 0) return undefined;
  const filter = enter(long, total);
  for (const folder of folders) {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])) {
      if (!entry.isFile() || !entry.name.endsWith(".safetensors")) continue;
      const found = await findBlockOf(join(entry.parentPath, entry.name), long, filter);
      if (found) return found;
    }
  }
  return undefined;
}

/** A bit for each run of BLOCK bytes, by a hash that rolls from one offset to the next. */
function enter(searched: readonly { readonly bytes: Buffer }[], total: number): Uint8Array {
  const filter = new Uint8Array(2 ** Math.ceil(Math.log2((total * BITS_PER_BYTE) / 8)));
  const mask = filter.length * 8 - 1;
  let leaving = 1;
  for (let i = 0; i < BLOCK; i++) leaving = Math.imul(leaving, BASE);
  for (const { bytes } of searched) {
    let hash = 0;
    for (let i = 0; i < bytes.length; i++) {
      hash = (Math.imul(hash, BASE) + bytes[i]! + 1) | 0;
      if (i >= BLOCK) hash = (hash - Math.imul(leaving, bytes[i - BLOCK]! + 1)) | 0;
      if (i < BLOCK - 1) continue;
      const bit = mix(hash) & mask;
      filter[bit >>> 3]! |= 1 << (bit & 7);
    }
  }
  return filter;
}

async function findBlockOf<Searched extends { readonly bytes: Buffer }>(
  path: string,
  searched: readonly Searched[],
  filter: Uint8Array,
): Promise<Searched | undefined> {
  await using file = await open(path, "r");
  const mask = filter.length * 8 - 1;
  const chunk = Buffer.allocUnsafe(READ_BYTES);
  for (let position = await headerBytes(file); ;) {
    const { bytesRead } = await file.read(chunk, 0, READ_BYTES, position);
    for (let start = 0; start + BLOCK <= bytesRead; start += BLOCK) {
      let hash = 0;
      for (let i = start; i < start + BLOCK; i++) hash = (Math.imul(hash, BASE) + chunk[i]! + 1) | 0;
      const bit = mix(hash) & mask;
      if ((filter[bit >>> 3]! & (1 << (bit & 7))) === 0) continue;
      const block = chunk.subarray(start, start + BLOCK);
      if (new Set(block).size < MIN_DISTINCT) continue;
      const found = searched.find(({ bytes }) => bytes.includes(block));
      if (found) return found;
    }
    if (bytesRead < READ_BYTES) return undefined;
    position += bytesRead;
  }
}

/** Where the tensors begin: the header before them is JSON that any report may quote. */
async function headerBytes(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  const length = bytesRead === 8 ? buffer.readBigUInt64LE() : 0n;
  return length < (await file.stat()).size ? 8 + Number(length) : 0;
}

/** Spreads a hash's upper bits into the lower ones that are used. */
function mix(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 3;
}
