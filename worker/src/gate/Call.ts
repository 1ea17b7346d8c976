import type { IncomingMessage } from "node:http";
import type { Response } from "express";
import type { UsedServer } from "../serving/createModelServers.ts";
import type { CallTicket, LiveSession } from "../sessions/createLiveSession.ts";

/** Answers that a call may have: text at once or as a stream, vectors, or another task's JSON. */
export type AnswerKind = "completion" | "chat" | "embeddings" | "json";

/** A call that was checked: what the engine is asked, and the bounds of what it may answer. */
export interface CallPlan {
  readonly kind: AnswerKind;
  /** The engine's route. */
  readonly path: string;
  /** The engine's body. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly stream: boolean;
  /** Whether the client asked for the stream's usage. */
  readonly includeUsage: boolean;
  /** Whether the client asked for logprobs, and may have them. */
  readonly logprobs: boolean;
  /** Whether the client asked for vectors in base64. */
  readonly base64: boolean;
  /** Texts that are answered. */
  readonly choices: number;
  /** Approximate number of the prompt's tokens, before the engine has counted them. */
  readonly promptEstimate: number;
  /** Most tokens that the prompt can have. */
  readonly mostPrompt: number;
  /** Most tokens that all texts together may have; absent if the client set no limit: what fits into the model. */
  readonly mostCompletion: number | undefined;
  /** Brings the engine's answer into the form that the client asked in. */
  readonly shape?: (answer: unknown) => unknown;
}

/** How many tokens a call took. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** Bounds of the usage that an engine may claim. */
export interface UsageBounds {
  readonly mostPrompt: number;
  readonly mostCompletion: number;
}

/** What may end a call in the middle. */
export interface CallEnd extends Disposable {
  /** Fires with the reason. */
  readonly signal: AbortSignal;
  /** Whether the client is still there to read an answer. */
  isClientHere(): boolean;
}

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
