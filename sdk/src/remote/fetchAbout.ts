import { isAddress } from "ethers";
import { urlWithoutSecrets } from "../client/endpoint.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { JobKind } from "../protocol/job.ts";
import { callWorker, readJson } from "./callWorker.ts";

/** Who a worker is, and what it asks. */
export interface WorkerAbout {
  readonly name: string;
  /** Its account. */
  readonly worker: string;
  readonly chainId: string;
  /** The JobMarket that it works for. */
  readonly market: string;
  readonly version: string;
  /** For each kind of job, in the fee token's smallest unit; missing from workers of earlier versions. */
  readonly fees?: Readonly<Record<JobKind, { readonly fixed: string; readonly perSecond: string }>>;
  /**
   * Which algorithms of others it runs, by SHA-256, and the container images that it has something for; absent
   * likewise.
   */
  readonly algorithms?: {
    readonly trusted: "any" | readonly string[];
    readonly images: readonly string[];
    readonly python: string;
  };
  /** The standard benchmarks whose questions it has; absent likewise. */
  readonly benchmarks?: readonly { readonly name: string; readonly questions: number }[];
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
  const about = (await readJson(await callWorker(endpoint, "/"))) as Partial<WorkerAbout> | null;
  if (isAddress(about?.worker) && isAddress(about.market)) return about as WorkerAbout;
  throw new PosthumanError("WORKER_ANSWER_INVALID", {
    url: urlWithoutSecrets(endpoint),
    method: "GET /",
    reason: "it does not say who it is",
  });
}
