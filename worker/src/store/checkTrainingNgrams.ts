import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { z } from "zod";

/** The file beside a model's weights that holds hashes of what it was trained on. */
export const TRAINING_NGRAMS = "training_ngrams.safetensors";

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
export async function checkTrainingNgrams(path: string): Promise<void> {
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
