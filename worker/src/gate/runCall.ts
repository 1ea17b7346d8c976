import type { Request, Response } from "express";
import { PosthumanError, requestHashOf } from "@posthuman/sdk";
import type { LiveSession } from "../sessions/createLiveSession.ts";
import { toVllm } from "../vllm/toVllm.ts";
import { answerJson } from "./answerJson.ts";
import { answerStream } from "./answerStream.ts";
import { answerText } from "./answerText.ts";
import type { CallPlan } from "./CallPlan.ts";
import { engineErrorOf } from "./engineErrorOf.ts";
import type { GateContext } from "./GateContext.ts";
import { watchCallEnd } from "./watchCallEnd.ts";

/** Bytes that one token, and what stands around it in a stream, may have. */
const BYTES_PER_TOKEN = 2_048;
const MOST_JSON_BYTES = 64 * 2 ** 20;

/**
 * Runs a call: reserves its tokens, waits for its turn, asks the engine, and answers with what comes back, counted and
 * written down before its last bytes go out.
 * @param body What the client sent, for its hash.
 * @throws PosthumanError why it is not answered; nothing is counted then.
 */
export async function runCall(
  context: GateContext,
  session: LiveSession,
  { body, plan }: { readonly body: unknown; readonly plan: CallPlan },
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const requestHash = hashOf(body);
  session.requireOpen();
  // The server closes idle connections; this one only waits for the model.
  request.socket.setTimeout(0);
  using end = watchCallEnd(response, session.ending, context.callSeconds);
  using held = new DisposableStack();
  try {
    const server = held.use(context.servers.use(session.model));
    const { context: window, dialect } = await server.ready(end.signal);
    if (dialect === "vllm" && plan.kind === "embeddings")
      throw new PosthumanError("PARAMETER_UNSUPPORTED", { name: "embeddings", param: "input" });
    const ticket = held.use(await session.begin(tokensOf(plan, window), end.signal));
    held.use(await context.queueOf(session.model.weightsRoot).enter(session.job, end.signal));
    // An engine that is told of no limit fills its window.
    const mostCompletion = ticket.tokens - plan.promptEstimate;
    const isOpen = plan.mostCompletion === undefined && mostCompletion === window * plan.choices;
    const asked = engineBody(plan, session, isOpen ? undefined : mostCompletion);
    const sent = JSON.stringify(dialect === "vllm" ? toVllm(asked) : asked);
    const answer = await server.send({ path: plan.path, body: sent, signal: end.signal });
    answer.on("error", () => undefined);
    if (answer.statusCode !== 200) throw await engineErrorOf(answer);
    const bounds = { mostPrompt: plan.mostPrompt, mostCompletion };
    const text = plan.kind === "completion" || plan.kind === "chat";
    const mostBytes = text ? mostCompletion * BYTES_PER_TOKEN + 2 * sent.length + 65_536 : MOST_JSON_BYTES;
    const call = { plan, session, ticket, requestHash, bounds, mostBytes, answer, response, end };
    await (plan.stream ? answerStream(call) : text ? answerText(call) : answerJson(call));
  } catch (error) {
    if (PosthumanError.is(error, "ENGINE_BROKEN")) session.close(error.code);
    // Nobody is there to be told; what broke is only that the call was ended.
    if (end.signal.aborted && !end.isClientHere()) return;
    if (end.signal.aborted) throw end.signal.reason;
    throw PosthumanError.is(error) ? error : new PosthumanError("ENGINE_RESTARTING", {}, { cause: error });
  }
}

/** Tokens that a call may use; one without a limit of its own takes less where less is left. */
function tokensOf({ promptEstimate, mostCompletion, choices }: CallPlan, window: number) {
  if (mostCompletion !== undefined) {
    const tokens = promptEstimate + mostCompletion;
    return { least: tokens, most: tokens };
  }
  return { least: promptEstimate + 1, most: promptEstimate + window * choices };
}

function engineBody(
  plan: CallPlan,
  session: LiveSession,
  mostCompletion: number | undefined,
): Readonly<Record<string, unknown>> {
  if (plan.path === "/infer") return plan.body;
  const body: Record<string, unknown> = { model: session.model.id };
  for (const [name, value] of Object.entries(plan.body)) if (value !== null) body[name] = value;
  if (plan.kind === "embeddings") return body;
  if (mostCompletion !== undefined)
    body["max_tokens"] ??= Math.max(1, Math.floor(mostCompletion / plan.choices));
  // Always with the usage, which is what is paid by.
  if (plan.stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  return body;
}

function hashOf(body: unknown): string {
  try {
    return requestHashOf(body);
  } catch {
    throw new PosthumanError("CALL_UNREADABLE", {
      reason: "it holds half of a surrogate pair, or is nested too deep",
    });
  }
}
