import { join } from "node:path";
import { ZeroHash } from "ethers";
import { keccakOfJson } from "@posthuman/sdk";
import type { EventLog } from "../job/eventLog.ts";
import type { Progress } from "./heartbeat.ts";
import { readTrace } from "../execution/readTrace.ts";

/** Where a run stands, by what the algorithm reported and by its trace. A running job is never wholly done. */
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

/** What a training measures before and after it is no part of its steps. */
function doneOf({ step, total, phase }: { step: number; total: number; phase?: string | undefined }): number {
  if (phase === "measuring parent") return 0;
  if (phase === "measuring child") return 1;
  return total > 0 ? step / total : 0;
}
