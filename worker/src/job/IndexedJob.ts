import type { ChainJob } from "./ChainJob.ts";

/** A job as the index has it: what the engine acts on, and what the API shows besides. */
export interface IndexedJob extends ChainJob {
  /** Done part, in 1/10 000, as the latest heartbeat said. */
  readonly progress: number;
  /** Hash of the latest leaf of the trace, as the latest heartbeat said. */
  readonly checkpoint: string | undefined;
  /** What the worker was paid. */
  readonly fee: bigint | undefined;
  /** Why it failed: a code of the catalogue, or whatever its worker wrote. */
  readonly reason: string | undefined;
  /** The model that was born of it. */
  readonly child: string | undefined;
}
