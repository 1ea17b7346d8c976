import type { JobKind, Price } from "@posthuman/sdk";
import type { ExecutionContext } from "../execution/ExecutionContext.ts";
import type { PlannedJob } from "../execution/plan.ts";
import type { ChainView } from "../job/ChainJob.ts";
import type { JobErrors } from "../job/jobErrors.ts";
import type { JobOrder, JobOutcome, Orders } from "../job/order.ts";
import type { IsolationPolicy } from "../runner/isolation.ts";
import type { Market } from "./market.ts";

/** How the engine has sessions served. */
export interface SessionService {
  /** Sessions at a time, which take no slots. */
  readonly slots: number;
  /** Longest time for which a session may be open, in seconds. */
  readonly longestSeconds: number;
  /**
   * Serves the session that an order opens until it is over; resumes where an earlier run stopped.
   * @param plan Finds the model; a failure ends the session.
   * @returns `undefined` if the signal stopped it.
   */
  serve(
    order: JobOrder,
    plan: () => Promise<PlannedJob>,
    signal: AbortSignal,
  ): Promise<JobOutcome | undefined>;
}

/** What the engine works with. */
export interface EngineContext {
  /** Address of the worker. */
  readonly worker: string;
  readonly chain: ChainView;
  readonly market: Market;
  /** The chain's time in seconds: of the newest block, against which calls are tried; and as the next one will have it. */
  readonly clock: { blockTime(): number; now(): number };
  readonly orders: Orders;
  readonly errors: JobErrors;
  readonly execution: ExecutionContext;
  readonly sessions: SessionService;
  readonly prices: Readonly<Record<JobKind, Price>>;
  /** Jobs at a time, not counting sessions. */
  readonly slots: number;
  /** The weakest isolation that the operator lets jobs run in. */
  readonly isolation: IsolationPolicy;
  /** Whether to do what other workers have left undone. */
  readonly tidy: boolean;
  /** Grace period before doing it for them, in seconds. */
  readonly graceSeconds: number;
  /** Folder of the job folders. */
  readonly jobsFolder: string;
  /** Pause between two looks at the jobs, in milliseconds. */
  readonly pollMs: number;
}
