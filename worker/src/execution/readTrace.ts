import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const line = z
  .object({ index: z.number().int().nonnegative(), step: z.number().int().nonnegative(), weights: hash })
  .passthrough();

/** One line of a training's trace: the state at a checkpoint. */
export type TraceLine = z.output<typeof line>;

/** Most bytes of a trace that are read. */
const MAX_BYTES = 16 * 2 ** 20;

/**
 * Reads the trace that a training writes, line by line; a last line that is not finished yet is left out. The file is
 * the algorithm's, so links and pipes are not followed.
 * @throws PosthumanError `TRACE_INVALID`.
 */
export async function readTrace(path: string): Promise<TraceLine[]> {
  const text = await readText(path);
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1)
    .map((row, index) => {
      const parsed = line.safeParse(parse(row));
      if (!parsed.success) throw invalid(`line ${index} is malformed`);
      if (parsed.data.index !== index) throw invalid(`line ${index} has another number`);
      return parsed.data;
    });
}

async function readText(path: string): Promise<string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  await using file = await open(path, flags).catch(() => undefined);
  const info = await file?.stat();
  if (!file || !info?.isFile()) throw invalid("there is none");
  if (info.size > MAX_BYTES) throw invalid("it is too large");
  return (await file.readFile()).toString("utf8");
}

function parse(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("TRACE_INVALID", { reason });
}
