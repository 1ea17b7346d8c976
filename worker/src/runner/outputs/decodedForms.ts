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
