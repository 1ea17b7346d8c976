import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isOver } from "../job/ChainJob.ts";
import type { EngineContext } from "./EngineContext.ts";

/**
 * Removes the folders of jobs in which this worker's part is over, and with them the copies of weights in there; what
 * is kept of a job is in the store. `isBusy` tells which are still in use.
 */
export async function cleanFolders(
  { chain, worker, jobsFolder }: Pick<EngineContext, "chain" | "worker" | "jobsFolder">,
  isBusy: (id: string) => boolean,
): Promise<void> {
  for (const id of await readdir(jobsFolder)) {
    const job = chain.job(id);
    if (job && isOver(job, worker) && !isBusy(id)) {
      await rm(join(jobsFolder, id), { recursive: true, force: true });
    }
  }
}
