import { crc32, inflateSync } from "node:zlib";

/** A picture's pixels. */
export interface Png {
  /** Rows of samples as stored, one after the other, the row filters undone. */
  readonly pixels: Buffer;
}

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const MAX_SIDE = 4096;
/** Bytes of all pixels; each is searched for weights. */
const MAX_PIXEL_BYTES = 8 * 1024 * 1024;
/** Bytes of all remarks together; plotting libraries write their name. */
const MAX_TEXT_BYTES = 256;
const PLAIN_CHUNKS = new Set(["PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "pHYs", "sBIT", "bKGD"]);
const MAX_PLAIN_BYTES = 1024;
/** Samples in a pixel, by colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Reads a picture strictly: every chunk known and whole, nothing after the end, and exactly as much data as the size
 * says, so that a picture is all that the file can be. Interlaced ones are refused. Returns why not, if not.
 */
export function readPng(bytes: Buffer): Png | string {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return "it is not a PNG picture";
  const data: Buffer[] = [];
  let header: Buffer | undefined;
  let text = 0;
  let position = 8;
  for (let name = ""; name !== "IEND";) {
    if (position + 12 > bytes.length) return "the picture is cut short";
    const length = bytes.readUInt32BE(position);
    const end = position + 12 + length;
    if (end > bytes.length) return "the picture is cut short";
    name = bytes.toString("latin1", position + 4, position + 8);
    const body = bytes.subarray(position + 8, end - 4);
    if (crc32(bytes.subarray(position + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
      return "a part of the picture is damaged";
    if ((header === undefined) !== (name === "IHDR")) return "the picture's parts are out of order";
    if (name === "IHDR") header = body;
    else if (name === "IDAT") data.push(body);
    else if (name === "tEXt") text += length;
    else if (name === "IEND" ? length > 0 : !PLAIN_CHUNKS.has(name) || length > MAX_PLAIN_BYTES)
      return "the picture holds a part that none needs";
    if (text > MAX_TEXT_BYTES) return "the picture holds a long remark";
    position = end;
  }
  if (position !== bytes.length) return "something follows the picture";
  return header?.length === 13 ? readPixels(header, Buffer.concat(data)) : "the picture's header is wrong";
}

function readPixels(header: Buffer, data: Buffer): Png | string {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = 0, compression, filter, interlace] = header.subarray(8);
  const channels = CHANNELS[colour];
  if (channels === undefined || ![1, 2, 4, 8, 16].includes(depth))
    return "the picture's colours are of no known kind";
  if (compression !== 0 || filter !== 0 || interlace !== 0) return "the picture is stored in an unusual way";
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    return `a side has more than ${MAX_SIDE} pixels`;
  const rowBytes = Math.ceil((width * depth * channels) / 8);
  if (height * rowBytes > MAX_PIXEL_BYTES) return "the picture has too many pixels";
  const expected = height * (rowBytes + 1);
  try {
    const { buffer, engine } = inflateSync(data, { maxOutputLength: expected, info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    if (buffer.length !== expected || engine.bytesWritten !== data.length)
      return "the picture's data has another size";
    return { pixels: undoFilters(buffer, rowBytes, Math.max(1, (depth * channels) >> 3)) };
  } catch {
    return "the picture's data is damaged";
  }
}

/** Undoes the row filters of PNG (None, Sub, Up, Average, Paeth); `step` is the bytes from one pixel to the next. */
function undoFilters(rows: Buffer, rowBytes: number, step: number): Buffer {
  const pixels = Buffer.alloc((rows.length / (rowBytes + 1)) * rowBytes);
  for (let row = 0, out = 0; out < pixels.length; row++, out += rowBytes) {
    const start = row * (rowBytes + 1);
    const kind = rows[start];
    for (let x = 0; x < rowBytes; x++) {
      const left = x >= step ? (pixels[out + x - step] ?? 0) : 0;
      const up = row > 0 ? (pixels[out + x - rowBytes] ?? 0) : 0;
      const corner = x >= step && row > 0 ? (pixels[out + x - rowBytes - step] ?? 0) : 0;
      pixels[out + x] = (rows[start + 1 + x] ?? 0) + predict(kind, left, up, corner);
    }
  }
  return pixels;
}

function predict(kind: number | undefined, left: number, up: number, corner: number): number {
  if (kind === 1) return left;
  if (kind === 2) return up;
  if (kind === 3) return (left + up) >> 1;
  if (kind !== 4) return 0;
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
