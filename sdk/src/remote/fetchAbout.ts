import type { JobKind } from "../protocol/jobKinds.ts";
import { callWorker } from "./callWorker.ts";
import { readJson } from "./readJson.ts";

/** Who a worker is, and what it asks. */
export interface WorkerAbout {
  readonly name: string;
  /** Its account. */
  readonly worker: string;
  readonly chainId: string;
  /** The JobMarket that it works for. */
  readonly market: string;
  readonly version: string;
  /** For each kind of job, in the fee token's smallest unit; absent from workers of earlier versions. */
  readonly fees?: Readonly<Record<JobKind, { readonly fixed: string; readonly perSecond: string }>>;
}

/**
 * Asks a worker who it is and what it asks for.
 *
 * @throws PosthumanError `WORKER_UNREACHABLE`, `WORKER_ANSWER_INVALID`.
 *
 * @example
 * const { worker, fees } = await fetchAbout(endpoint);
 */
export async function fetchAbout(endpoint: string): Promise<WorkerAbout> {
  return (await readJson(await callWorker(endpoint, "/"))) as WorkerAbout;
}
