import { join } from "node:path";
import { ZeroHash } from "ethers";
import { keccakOfJson } from "@posthuman/sdk";
import type { EventLog } from "./eventLog.ts";
import type { Progress } from "./heartbeat.ts";
import { readTrace } from "./readTrace.ts";

/** Where a run stands, by what the algorithm reported and by its trace. A running job is never wholly done. */
export async function progressOf(events: EventLog, job: string, folder: string): Promise<Progress> {
  const last = events.latest(job, "progress")?.event;
  const done = last?.event === "progress" && last.total > 0 ? last.step / last.total : 0;
  const trace = await readTrace(join(folder, "state", "trace.jsonl")).catch(() => []);
  const leaf = trace.at(-1);
  return {
    progress: Math.min(9_999, Math.floor(done * 10_000)),
    checkpoint: leaf === undefined ? ZeroHash : keccakOfJson(leaf),
  };
}
