import { randomBytes } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Bytes that are searched in one reading of the weights, which bounds the index's memory. */
const BATCH_BYTES = 8 * 1024 * 1024;
const READ_BYTES = 4 * 1024 * 1024;
/** A window with fewer different bytes (zeros, ones, padding) says nothing of the weights it is from. */
const MIN_DISTINCT = 20;

/**
 * The first of `searched` that holds 64 bytes in a row which stand at a multiple of 64 in a weights file of one of the
 * folders; any 127 bytes in a row that were copied hold such a window.
 */
export async function findWeights<Searched extends { readonly bytes: Buffer }>(
  searched: readonly Searched[],
  folders: readonly string[],
): Promise<Searched | undefined> {
  const long = searched.filter(({ bytes }) => bytes.length >= WINDOW_BYTES);
  if (long.length === 0) return undefined;
  const files = (await Promise.all(folders.map(weightsFiles))).flat();
  for (const batch of batches(long)) {
    const joined = Buffer.concat(batch.map(({ bytes }) => bytes));
    const offset = await findWindowOf(files, joined);
    if (offset === undefined) continue;
    let end = 0;
    return batch.find(({ bytes }) => offset < (end += bytes.length));
  }
  return undefined;
}

function batches<Searched extends { readonly bytes: Buffer }>(searched: readonly Searched[]): Searched[][] {
  const all: Searched[][] = [];
  let room = 0;
  for (const one of searched) {
    if (one.bytes.length > room || all.length === 0) {
      all.push([]);
      room = BATCH_BYTES;
    }
    all.at(-1)?.push(one);
    room -= one.bytes.length;
  }
  return all;
}

async function weightsFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".safetensors"))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** An offset at which `searched` holds a telling window of one of the files. */
async function findWindowOf(files: readonly string[], searched: Buffer): Promise<number | undefined> {
  const index = windowIndex(searched);
  const chunk = Buffer.allocUnsafe(READ_BYTES);
  for (const path of files) {
    await using file = await open(path, "r");
    let position = await headerBytes(file);
    for (let bytesRead = READ_BYTES; bytesRead === READ_BYTES; position += bytesRead) {
      ({ bytesRead } = await file.read(chunk, 0, READ_BYTES, position));
      for (let start = 0; start + WINDOW_BYTES <= bytesRead; start += WINDOW_BYTES) {
        const offset = index.find(chunk, start);
        if (offset >= 0 && new Set(chunk.subarray(start, start + WINDOW_BYTES)).size >= MIN_DISTINCT)
          return offset;
      }
    }
  }
  return undefined;
}

/** Where the tensors begin: the header before them is JSON that any report may quote. */
async function headerBytes(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(8), 0, 8, 0);
  const length = bytesRead === 8 ? buffer.readBigUInt64LE() : 0n;
  return length < (await file.stat()).size ? 8 + Number(length) : 0;
}

/** Bytes of the windows that are indexed and looked up: 16 numbers of 32 bits. */
const WINDOW_BYTES = 64;

/** Base of the rolling hash, another one in each process, so that nobody can prepare windows whose hashes collide. */
const BASE = randomBytes(4).readUInt32LE() | 5;

/** Finds where some bytes hold a window. */
interface WindowIndex {
  /** An offset in the indexed bytes of the WINDOW_BYTES of `block` from `start`, or -1. */
  find(block: Uint8Array, start: number): number;
}

/** Indexes the window at every offset of `bytes`, in 16 to 32 bytes of memory for each. */
function windowIndex(bytes: Buffer): WindowIndex {
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

/** Shortest run of encoded characters that is decoded. */
const MIN_RUN = 128;

/** The bytes that a text may stand for: what base64 and hexadecimal runs decode to, and numbers as floats of each width. */
export function decodedForms(text: string): Buffer[] {
  return [...base64Forms(text), ...hexForms(text), ...numberForms(text)];
}

/** Line ends, quotes and commas are how one run is cut into many. */
function joined(text: string): string {
  return text.replace(/[\s"',\\]+/g, "");
}

function base64Forms(text: string): Buffer[] {
  const runs = joined(text).match(new RegExp(`[A-Za-z0-9+/_-]{${MIN_RUN},}`, "g")) ?? [];
  // The run may begin with other characters of the alphabet, so each alignment of four is tried.
  return runs.flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64")));
}

function hexForms(text: string): Buffer[] {
  const runs = joined(text).match(new RegExp(`[0-9a-fA-F]{${MIN_RUN},}`, "g")) ?? [];
  return runs.flatMap((run) => [0, 1].map((skip) => Buffer.from(run.slice(skip), "hex")));
}

function numberForms(text: string): Buffer[] {
  const numbers = (text.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).map(Number);
  if (numbers.length < 32) return [];
  const singles = Float32Array.from(numbers);
  const words = new Uint32Array(singles.buffer);
  const forms = [
    singles,
    Uint16Array.from(words, (word) => word >>> 16),
    Uint16Array.from(words, halfOf),
    Uint8Array.from(numbers),
  ];
  return forms.map(({ buffer }) => Buffer.from(buffer));
}

/** The 16-bit float of a 32-bit one's bits; exact for what was one before, which is all that is compared. */
function halfOf(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  if (exponent <= 0) {
    const mantissa = (word & 0x7fffff) | 0x800000;
    return exponent < -10 ? sign : sign | (mantissa >>> (14 - exponent));
  }
  return exponent >= 31 ? sign | 0x7c00 : sign | (exponent << 10) | ((word >>> 13) & 0x3ff);
}

const MAGICS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^.{3,4}\0{4,5}\s*\{/s, "safetensors"],
  [/^\x80[\x02-\x05]/, "pickle"],
  [/^PK[\x03\x05\x07]/, "zip"],
  [/^\x93NUMPY/, "numpy"],
  [/^(GGUF|ggml|ggjt)/, "GGUF"],
  [/^\x89HDF/, "HDF5"],
  [/^\x1f\x8b/, "gzip"],
  [/^\x28\xb5\x2f\xfd/, "zstd"],
  [/^\xfd7zXZ/, "xz"],
  [/^BZh/, "bzip2"],
];

/** The format of weights, or of an archive, in which these bytes begin. */
export function weightsMagic(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, 64);
  return MAGICS.find(([pattern]) => pattern.test(start))?.[1];
}
