import type { ChainJob } from "./ChainJob.ts";

/** Whether the worker's part in a job is over: it was submitted, ended in any way, or is another's. */
export function isOver(
  { state, worker: holder }: Pick<ChainJob, "state" | "worker">,
  worker: string,
): boolean {
  return state === "Leased" ? holder !== worker : state !== "Requested" && state !== "None";
}
