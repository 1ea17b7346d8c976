import type { JobState, Result, Terms } from "@posthuman/sdk";

/** A job as the chain has it, at the depth that the worker acts on. */
export interface ChainJob {
  readonly id: string;
  readonly terms: Terms;
  /** The account that paid for it; results and refunds belong to the requester. */
  readonly payer: string;
  readonly state: JobState;
  /** Leases so far. */
  readonly attempts: number;
  /** Who holds or held it. */
  readonly worker: string | undefined;
  /** End of the lease or of the challenge window, Unix time; else 0. */
  readonly until: number;
  readonly birthDue: boolean;
  /** What was submitted. */
  readonly result: Result | undefined;
}

/** A model as the chain has it. */
export interface ChainModel {
  readonly id: string;
  readonly weightsRoot: string;
  readonly custodian: string;
  /** SHA-256 of the family's evaluation set, in hex after 0x. */
  readonly evaluationHash: string;
}

/** What the worker acts on of the chain: deep enough to stay, and kept by the index. */
export interface ChainView {
  job(id: string): ChainJob | undefined;
  /** Jobs that are requested, leased or submitted, or whose birth is due; the oldest request first. */
  openJobs(): ChainJob[];
  /** The model and its ancestors up to the root; nothing if the model is unknown. */
  lineage(model: string): ChainModel[];
  isAuthorised(custodian: string, worker: string): boolean;
}

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

/** Whether the worker's part in a job is over: it was submitted, ended in any way, or is another's. */
export function isOver(
  { state, worker: holder }: Pick<ChainJob, "state" | "worker">,
  worker: string,
): boolean {
  return state === "Leased" ? holder !== worker : state !== "Requested" && state !== "None";
}

/** As `toJson` writes it: big integers are strings. */
type Stored<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** Reads terms back from the JSON that `toJson` made of them. */
export function parseTerms(json: string): Terms {
  const stored = JSON.parse(json) as Stored<Terms>;
  return {
    ...stored,
    deadline: BigInt(stored.deadline),
    maxFee: BigInt(stored.maxFee),
    orderedAtLease: BigInt(stored.orderedAtLease),
  };
}

/** Reads a result back from the JSON that `toJson` made of it. */
export function parseResult(json: string): Result {
  const stored = JSON.parse(json) as Stored<Result>;
  return { ...stored, fee: BigInt(stored.fee), segments: BigInt(stored.segments), gain: BigInt(stored.gain) };
}
