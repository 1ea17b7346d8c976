import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { WINDOW_BYTES, windowIndex } from "./windowIndex.ts";

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
