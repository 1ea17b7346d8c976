import { PosthumanError } from "@posthuman/sdk";
import type { Request, Response } from "express";
import type { Logger } from "../log/createLogger.ts";
import type { FairQueue } from "../serving/createFairQueue.ts";
import type { ModelServers } from "../serving/createModelServers.ts";
import { engineErrorOf } from "../serving/engineAnswer.ts";
import { toVllm } from "../serving/vllm/serveByVllm.ts";
import type { LiveSession } from "../sessions/createLiveSession.ts";
import type { Sessions } from "../sessions/createSessions.ts";
import { answerJson } from "./answerJson.ts";
import { answerStream, answerText } from "./answerText.ts";
import type { Allowed } from "./body.ts";
import type { CallEnd, CallPlan, CallUnderWay } from "./Call.ts";
import type { Intake } from "./intake.ts";
import { countTokens, promptsOf } from "./prompts.ts";

/** Bytes that one token may have, with its share of a stream's framing. */
const BYTES_PER_TOKEN = 2_048;
const MOST_JSON_BYTES = 64 * 2 ** 20;
/** Time beyond that of a call in which a client must have taken its answer, in milliseconds. */
const PATIENCE_MS = 10_000;

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

/**
 * Runs a call: reserves its tokens, waits for its turn, asks the engine, and answers with what comes back, counted and
 * written down before its last bytes go out.
 * @param requestHash Of what the client sent.
 * @throws PosthumanError why it is not answered; nothing is counted then.
 */
export async function runCall(
  context: GateContext,
  session: LiveSession,
  { requestHash, plan }: { readonly requestHash: string; readonly plan: CallPlan },
  {
    request,
    response,
    end,
  }: { readonly request: Request; readonly response: Response; readonly end: CallEnd },
): Promise<void> {
  session.requireOpen();
  // The server closes idle connections soon; this one waits for the model.
  request.socket.setTimeout(context.callSeconds * 1_000 + PATIENCE_MS);
  using held = new DisposableStack();
  try {
    const server = held.use(context.servers.use(session.model));
    const { context: window, dialect } = await server.ready(end.signal);
    if (dialect === "vllm" && plan.kind === "embeddings")
      throw new PosthumanError("PARAMETER_UNSUPPORTED", { name: "embeddings", param: "input" });
    const most = plan.mostCompletion ?? window * plan.choices;
    // A prompt is counted only where the budget may be too small for the most that it can have.
    const mustCount = isText(plan) && !session.hasRoom(plan.mostPrompt + most);
    const prompt = !isText(plan)
      ? plan.promptEstimate
      : mustCount
        ? await countTokens(
            { server, model: session.model.weightsRoot, signal: end.signal },
            promptsOf(plan),
            true,
          )
        : plan.mostPrompt;
    const least = prompt + (plan.mostCompletion ?? 1);
    const ticket = held.use(await session.begin({ least, most: prompt + most }, end.signal));
    held.use(await context.queueOf(session.model.weightsRoot).enter(session.job, end.signal));
    // Without a limit, an engine fills its window.
    const mostCompletion = ticket.tokens - prompt;
    const isOpen = plan.mostCompletion === undefined && mostCompletion === most;
    const asked = engineBody(plan, session, isOpen ? undefined : mostCompletion);
    const sent = JSON.stringify(dialect === "vllm" ? toVllm(asked) : asked);
    const answer = await server.send({ path: plan.path, body: sent, signal: end.signal });
    answer.on("error", () => undefined);
    if (answer.statusCode !== 200) throw await engineErrorOf(answer);
    const bounds = { mostPrompt: plan.mostPrompt, mostCompletion };
    const text = isText(plan);
    const mostBytes = text ? mostCompletion * BYTES_PER_TOKEN + 2 * sent.length + 65_536 : MOST_JSON_BYTES;
    const call: CallUnderWay = {
      plan,
      session,
      server,
      ticket,
      requestHash,
      bounds,
      mostBytes,
      answer,
      response,
      end,
    };
    await (plan.stream ? answerStream(call) : text ? answerText(call) : answerJson(call));
  } catch (error) {
    if (PosthumanError.is(error, "ENGINE_BROKEN")) session.close(error.code);
    if (PosthumanError.is(error, "INTERNAL") && response.headersSent)
      context.log.error("A call could not be counted.", { error });
    // The client has gone; the error only says that the call ended.
    if (end.signal.aborted && !end.isClientHere()) return;
    if (end.signal.aborted) throw end.signal.reason;
    throw PosthumanError.is(error) ? error : new PosthumanError("ENGINE_RESTARTING", {}, { cause: error });
  }
}

function isText({ kind }: CallPlan): boolean {
  return kind === "completion" || kind === "chat";
}

function engineBody(
  plan: CallPlan,
  session: LiveSession,
  mostCompletion: number | undefined,
): Readonly<Record<string, unknown>> {
  if (plan.path === "/infer") return plan.body;
  const body: Record<string, unknown> = { model: session.model.weightsRoot };
  for (const [name, value] of Object.entries(plan.body)) if (value !== null) body[name] = value;
  if (plan.kind === "embeddings") return body;
  if (mostCompletion !== undefined)
    body["max_tokens"] ??= Math.max(1, Math.floor(mostCompletion / plan.choices));
  // Always ask for the usage: payment depends on it.
  if (plan.stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  return body;
}

/** Watches for what ends a call in the middle: its client leaves, its session ends, or it takes too long. */
export function watchCallEnd(response: Response, session: AbortSignal, seconds: number): CallEnd {
  const ending = new AbortController();
  const onClose = () => ending.abort(new Error("The client has left."));
  const onSession = () => ending.abort(session.reason);
  const timer = setTimeout(
    () => ending.abort(new PosthumanError("ENGINE_SLOW", { seconds })),
    seconds * 1_000,
  );
  response.on("close", onClose);
  session.addEventListener("abort", onSession, { once: true });
  return {
    signal: ending.signal,
    isClientHere: () => !response.destroyed && !response.writableEnded,
    [Symbol.dispose]() {
      clearTimeout(timer);
      response.off("close", onClose);
      session.removeEventListener("abort", onSession);
    },
  };
}
