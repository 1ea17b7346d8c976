import { open } from "node:fs/promises";
import { basename } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { z } from "zod";

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
export async function checkSafetensors(path: string): Promise<void> {
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
    throw refuse(`its header is no JSON (${(error as Error).name})`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    throw refuse("its header is no object");
  return Object.entries(parsed)
    .filter(([name]) => name !== "__metadata__")
    .map(([, value]) => {
      const found = tensor.safeParse(value);
      if (!found.success) throw refuse("its header describes a tensor wrongly");
      return found.data.data_offsets;
    })
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}
