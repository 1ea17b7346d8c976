import type { Manifest, Terms, WeightsFile } from "@posthuman/sdk";
import type { PlannedAlgorithm } from "../foreignAlgorithms/planAlgorithm.ts";
import type { Benchmark } from "../refs/documents.ts";

/** A dataset of a job: its folder and file below `inputs`, and what the requester calls it. */
export interface PlannedInput {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly sha256: string;
}

/** A model on this worker: what it is called, and its files. */
export interface ModelWeights {
  readonly name: string;
  readonly files: readonly WeightsFile[];
}

/** A job with everything that running it takes, all of it found and allowed. */
export interface PlannedJob {
  readonly id: string;
  readonly terms: Terms;
  readonly manifest: Manifest;
  readonly model: ModelWeights;
  readonly inputs: readonly PlannedInput[];
  /** What runs in place of the worker's own algorithm. */
  readonly algorithm?: PlannedAlgorithm | undefined;
  /** Who keeps the family's weights. */
  readonly custodian: string;
  /** Ancestors, the parent first; for `evaluate` only. */
  readonly lineage: readonly ModelWeights[];
  /** The standard benchmark to run. */
  readonly benchmark?: Benchmark | undefined;
  /** SHA-256 of the family's evaluation set; for `train` only. */
  readonly evaluationSet?: string;
}
