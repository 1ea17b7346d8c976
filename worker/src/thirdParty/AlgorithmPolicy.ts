import type { WorkerConfig } from "../config/configSchema.ts";

/** What an operator lets algorithms of others do. */
export interface AlgorithmPolicy {
  /** SHA-256 of the allowed ones, or all. */
  readonly trusted: WorkerConfig["trustedAlgorithms"];
  /** By image, the Python that stands in for it. */
  readonly images: WorkerConfig["algorithmImages"];
  /** The Python for algorithms that need no image, and its version. */
  readonly interpreter: string;
  readonly python: string;
}
