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
