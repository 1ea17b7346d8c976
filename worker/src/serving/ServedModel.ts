import type { WeightsFile } from "@posthuman/sdk";

/** A model that sessions can be served from. */
export interface ServedModel {
  /** Its datatoken. */
  readonly id: string;
  readonly name: string;
  readonly task: string;
  /** Models with equal weights share one engine, which knows them by this. */
  readonly weightsRoot: string;
  readonly files: readonly WeightsFile[];
}
