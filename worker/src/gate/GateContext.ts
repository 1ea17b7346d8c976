import type { FairQueue } from "../serving/createFairQueue.ts";
import type { ModelServers } from "../serving/createModelServers.ts";
import type { Sessions } from "../sessions/createSessions.ts";
import type { Logger } from "../log/createLogger.ts";
import type { Allowed } from "./bodies/requireAllowed.ts";
import type { Intake } from "./createIntake.ts";

/** What the routes of the endpoint work with. */
export interface GateContext {
  readonly sessions: Sessions;
  readonly servers: ModelServers;
  /** What all calls together may hold. */
  readonly intake: Intake;
  /** Turns at the engine of a model. */
  queueOf(weightsRoot: string): FairQueue;
  readonly allowed: Allowed;
  /** Most bytes of a call's body. */
  readonly requestBytes: number;
  /** Longest time of a call. */
  readonly callSeconds: number;
  readonly requestsPerMinute: number;
  readonly log: Logger;
}
