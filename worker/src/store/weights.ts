import { open, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { PosthumanError, type WeightsFile } from "@posthuman/sdk";
import { z } from "zod";
import type { ArtifactStore } from "./openStore.ts";

/**
 * Stores a model's folder. It may hold only regular files that transformers needs to load a model, weights as
 * safetensors; any other thing in it refuses the whole folder before a byte is stored.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
export async function putTree(store: ArtifactStore, folder: string): Promise<{ files: WeightsFile[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (!entry.isFile()) throw refused(entry.name, "it is not a regular file");
    if (!isWeightsName(entry.name))
      throw refused(entry.name, "only safetensors and a model's JSON files are taken");
    if (entry.name.endsWith(".safetensors")) await checkSafetensors(join(folder, entry.name));
    if (entry.name === TRAINING_NGRAMS) await checkTrainingNgrams(join(folder, entry.name));
  }
  if (!entries.some(({ name }) => name.endsWith(".safetensors") && name !== TRAINING_NGRAMS))
    throw refused("model.safetensors", "it is missing");
  const files: WeightsFile[] = [];
  for (const { name } of entries) files.push({ path: name, ...(await store.put(join(folder, name))) });
  return { files };
}

/**
 * Says where a run finds the files of a model, by their content.
 * @param folder Where the model will be, below `/data`.
 * @throws PosthumanError `WEIGHTS_FORMAT` for a path that no model has.
 */
export function stageTree(
  files: readonly WeightsFile[],
  folder: string,
): { readonly path: string; readonly sha256: string }[] {
  return files.map(({ path, sha256 }) => {
    if (!isWeightsName(path)) throw refused(path, "no model has a file of this name");
    return { path: `${folder}/${path}`, sha256 };
  });
}

function refused(name: string, reason: string): PosthumanError {
  return new PosthumanError("WEIGHTS_FORMAT", { name: name.slice(0, 128), reason });
}

const NAMES = [
  /^config\.json$/,
  /^generation_config\.json$/,
  /^tokenizer[\w-]*\.json$/,
  /^tokenizer\.model$/,
  /^(pre)?processor_config\.json$/,
  /^vocab\.(json|txt)$/,
  /^(added_tokens|normalizer)\.json$/,
  /^(spiece|sentencepiece\.bpe)\.model$/,
  /^merges\.txt$/,
  /^special_tokens_map\.json$/,
  /^chat_template\.jinja$/,
  /^[\w-]+\.safetensors$/,
  /^model\.safetensors\.index\.json$/,
];

/** Whether a file of this name may be part of a model: what transformers needs to load one, and no pickle. */
function isWeightsName(name: string): boolean {
  return name.length <= 128 && NAMES.some((pattern) => pattern.test(name));
}

/** The format's own limit. */
const MAX_HEADER_BYTES = 100_000_000;

const tensor = z.object({
  dtype: z.string().regex(/^[A-Z][A-Z0-9_]{1,15}$/),
  shape: z.array(z.number().int().nonnegative()).max(16),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

/**
 * Checks that the file is safetensors: a header of a sane length, in JSON, whose tensors cover the rest without a gap.
 * A gap could carry anything past those who look only at tensors.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
async function checkSafetensors(path: string): Promise<void> {
  const refuse = (reason: string) => new PosthumanError("WEIGHTS_FORMAT", { name: basename(path), reason });
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const length = Buffer.alloc(8);
  if ((await file.read(length, 0, 8, 0)).bytesRead < 8) throw refuse("it is too short");
  const headerBytes = length.readBigUInt64LE();
  if (headerBytes > MAX_HEADER_BYTES || headerBytes > size - 8)
    throw refuse("its header's length is impossible");
  const header = Buffer.alloc(Number(headerBytes));
  await file.read(header, 0, header.length, 8);
  let end = 0;
  for (const [from, to] of tensorSpans(header, refuse)) {
    if (from !== end || to < from) throw refuse("its tensors overlap or leave a gap");
    end = to;
  }
  if (end !== size - 8 - header.length) throw refuse("its tensors do not end where the file ends");
}

/** Where each tensor's bytes begin and end, counted from the end of the header, in their order in the file. */
function tensorSpans(
  header: Buffer,
  refuse: (reason: string) => PosthumanError,
): (readonly [number, number])[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(header.toString("utf8"));
  } catch (error) {
    throw refuse(`its header is not JSON (${(error as Error).name})`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw refuse("its header is not an object");
  return Object.entries(parsed)
    .filter(([name]) => name !== "__metadata__")
    .map(([, value]) => {
      const found = tensor.safeParse(value);
      if (!found.success) throw refuse("its header describes a tensor wrongly");
      return found.data.data_offsets;
    })
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** The file beside a model's weights that holds hashes of what it was trained on. */
const TRAINING_NGRAMS = "training_ngrams.safetensors";

/** What the algorithms keep at most. */
const MOST_HASHES = 2 ** 18;
const HEADER_BYTES = 4_096;
const HASH_BYTES = 8;

const header = z
  .object({
    __metadata__: z.record(z.string(), z.string()).optional(),
    hashes: z.object({
      dtype: z.literal("I64"),
      shape: z.tuple([z.number().int().nonnegative().max(MOST_HASHES)]),
      data_offsets: z.tuple([z.literal(0), z.number()]),
    }),
  })
  .strict();

/**
 * Checks that the file, which is known to be safetensors, holds one list of hashes, each greater than the one before,
 * and nothing else.
 * @throws PosthumanError `WEIGHTS_FORMAT`.
 */
async function checkTrainingNgrams(path: string): Promise<void> {
  const refuse = (reason: string) => new PosthumanError("WEIGHTS_FORMAT", { name: basename(path), reason });
  if ((await stat(path)).size > HEADER_BYTES + MOST_HASHES * HASH_BYTES) throw refuse("it is too large");
  const bytes = await readFile(path);
  const start = 8 + Number(bytes.readBigUInt64LE());
  const found = header.safeParse(JSON.parse(bytes.toString("utf8", 8, start)));
  if (!found.success) throw refuse("it holds something else than one list of hashes");
  if (bytes.length !== start + found.data.hashes.shape[0] * HASH_BYTES)
    throw refuse("its hashes are not as many as it says");
  let last = -1n;
  for (let at = start; at < bytes.length; at += HASH_BYTES) {
    const hash = bytes.readBigUInt64LE(at);
    if (hash <= last) throw refuse("its hashes are not in order");
    last = hash;
  }
}
