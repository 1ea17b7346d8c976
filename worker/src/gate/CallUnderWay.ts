import type { IncomingMessage } from "node:http";
import type { Response } from "express";
import type { UsedServer } from "../serving/createModelServers.ts";
import type { CallTicket, LiveSession } from "../sessions/createLiveSession.ts";
import type { CallPlan } from "./CallPlan.ts";
import type { UsageBounds } from "./createGathering.ts";
import type { CallEnd } from "./watchCallEnd.ts";

/** A call that the engine is answering. */
export interface CallUnderWay {
  readonly plan: CallPlan;
  readonly session: LiveSession;
  readonly server: UsedServer;
  readonly ticket: CallTicket;
  readonly requestHash: string;
  readonly bounds: UsageBounds;
  /** Most bytes of the engine's answer. */
  readonly mostBytes: number;
  readonly answer: IncomingMessage;
  readonly response: Response;
  readonly end: CallEnd;
}
