import type { JobKind, Receipt } from "@posthuman/sdk";
import type { EventLog } from "../job/eventLog.ts";
import type { Logger } from "../log/createLogger.ts";
import type { RunEnvironment, Runner, SandboxLimits } from "../runner/Runner.ts";
import type { PlanSources } from "./plan.ts";

/** What orders are carried out with, whoever pays for them. */
export interface ExecutionContext extends PlanSources {
  /** Hashed into weights roots, as is the registry. */
  readonly chainId: bigint;
  /** The ModelRegistry's address. */
  readonly registry: string;
  readonly runner: Runner;
  /** What to run for each kind of job. */
  command(kind: JobKind): RunEnvironment;
  readonly limits: SandboxLimits;
  /** The limits of a job with an algorithm of others. */
  readonly foreignLimits: SandboxLimits;
  readonly threads: number;
  /** Versions that the bits of a result depend on, for receipts. */
  readonly environment: Receipt["environment"];
  /** Stores the outputs that the kind's rules allow: `keepOutputs`, with the store. */
  keepOutputs(folder: string, kind: JobKind, limits: SandboxLimits): Promise<Receipt["files"]>;
  readonly events: EventLog;
  readonly log: Logger;
}
