import type { JobKind, Price, Receipt } from "@posthuman/sdk";
import type { CollectOutputs } from "../execution/collectResult.ts";
import type { PlanSources } from "../execution/planJob.ts";
import type { ChainJob } from "../job/ChainJob.ts";
import type { EventLog } from "../job/eventLog.ts";
import type { JobErrors } from "../job/jobErrors.ts";
import type { Logger } from "../log/createLogger.ts";
import type { ProcessRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";
import type { SandboxJob } from "../runner/Runner.ts";
import type { ModelServers } from "../serving/createModelServers.ts";
import type { Sessions } from "../sessions/createSessions.ts";
import type { Send } from "./Send.ts";

/** What the engine works with. */
export interface EngineContext extends PlanSources {
  readonly chainId: bigint;
  /** The ModelRegistry. */
  readonly registry: string;
  /** The market's lease time. */
  readonly leaseSeconds: number;
  /** Time of the newest block in seconds; calls are tried against it. */
  blockTime(): number;
  /** The chain's time in seconds: the newest block's or this machine's, whichever is later. */
  now(): number;
  /** The job as the newest block has it, for what cannot wait for confirmations. */
  current(id: string): Promise<Pick<ChainJob, "state" | "worker" | "until" | "attempts">>;
  /** Why the worker could not lease now: its stake, for one. */
  requireStake(): Promise<void>;
  readonly send: Send;
  readonly runner: ProcessRunner;
  /** Whether the operator lets algorithms run without a sandbox. */
  readonly runsUnisolated: boolean;
  readonly events: EventLog;
  readonly errors: JobErrors;
  readonly collectOutputs: CollectOutputs;
  /** What to run for each kind of job. */
  algorithm(kind: JobKind): Pick<SandboxJob, "interpreter" | "args" | "binds" | "env">;
  readonly environment: Receipt["environment"];
  readonly limits: SandboxJob["limits"];
  /** The limits of a job with an algorithm of somebody else. */
  readonly thirdPartyLimits: SandboxJob["limits"];
  readonly threads: number;
  readonly slots: number;
  /** Sessions at a time, which take no slots. */
  readonly mostSessions: number;
  /** Longest time for which a session may be open, in seconds. */
  readonly sessionSeconds: number;
  readonly sessions: Sessions;
  readonly servers: ModelServers;
  readonly prices: Readonly<Record<JobKind, Price>>;
  /** Whether to do what other workers should have done. */
  readonly tidy: boolean;
  /** Seconds that they get to do it themselves. */
  readonly graceSeconds: number;
  /** Folder of the job folders. */
  readonly jobsFolder: string;
  readonly pollMs: number;
  readonly log: Logger;
}
