import { join } from "node:path";
import { keccakOfJson, PosthumanError } from "@posthuman/sdk";
import { ZeroHash } from "ethers";
import { z } from "zod";
import type { EventLog } from "../job/eventLog.ts";
import { openRegular } from "../store/files.ts";

/** How far a run is. */
export interface Progress {
  /** Done part, in 1/10 000. */
  readonly progress: number;
  /** Hash of the trace's latest leaf; 32 zero bytes if there is none. */
  readonly checkpoint: string;
}

/** How far a run is, by what the algorithm reported and by its trace. A running job is never wholly done. */
export async function progressOf(events: EventLog, job: string, folder: string): Promise<Progress> {
  const last = events.latest(job, "progress")?.event;
  const done = last?.event === "progress" ? doneOf(last) : 0;
  const trace = await readTrace(join(folder, "state", "trace.jsonl")).catch(() => []);
  const leaf = trace.at(-1);
  return {
    progress: Math.min(9_999, Math.floor(done * 10_000)),
    checkpoint: leaf === undefined ? ZeroHash : keccakOfJson(leaf),
  };
}

/** The measurements before and after a training are not among its steps. */
function doneOf({ step, total, phase }: { step: number; total: number; phase?: string | undefined }): number {
  if (phase === "measuring parent") return 0;
  if (phase === "measuring child") return 1;
  return total > 0 ? step / total : 0;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);

const line = z
  .object({ index: z.number().int().nonnegative(), step: z.number().int().nonnegative(), weights: hash })
  .passthrough();

/** One line of a training's trace: the state at a checkpoint. */
type TraceLine = z.output<typeof line>;

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
  await using file = await openRegular(path).catch(() => undefined);
  if (!file) throw invalid("it is missing");
  if ((await file.stat()).size > MAX_BYTES) throw invalid("it is too large");
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
