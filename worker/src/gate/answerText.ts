import { once } from "node:events";
import type { Response } from "express";
import { PosthumanError, responseHashOf } from "@posthuman/sdk";
import { eventStreamHeaders } from "../http/headers.ts";
import { readAnswer, readEvents } from "../serving/engineAnswer.ts";
import { sendJson } from "./answerJson.ts";
import type { CallUnderWay, Usage } from "./Call.ts";
import { createAnswerCollector, type AnswerCollector } from "./createAnswerCollector.ts";
import { openAiError } from "./errors.ts";
import { countTokens, promptsOf } from "./prompts.ts";

/** Longest time in which the engine is to count what was sent of an answer, in milliseconds. */
const COUNT_MS = 5_000;

/** Answers with the whole text of an engine. */
export async function answerText(call: CallUnderWay): Promise<void> {
  const { plan, session, ticket, requestHash, answer } = call;
  const collector = createAnswerCollector(ticket.id, session.model.id, plan, call.bounds);
  const whole = collector.whole(await readAnswer(answer, call.mostBytes));
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = collector.usage()!;
  const shown = plan.shape?.(whole) ?? whole;
  await ticket.finish({ requestHash, responseHash: responseHashOf(shown), promptTokens, completionTokens });
  sendJson(call.response, session.job, shown);
}

/**
 * Sends an engine's stream on, chunk by chunk. A call that is cut off is counted by what was sent of it; one that the
 * engine broke off, or answered with something impossible, is not.
 */
export async function answerStream(call: CallUnderWay): Promise<void> {
  const { plan, session, ticket, requestHash, answer, response, end } = call;
  const collector = createAnswerCollector(ticket.id, session.model.id, plan, call.bounds);
  const count = (usage: Usage) =>
    ticket.finish({
      requestHash,
      responseHash: collector.hash(usage),
      promptTokens: usage.prompt_tokens,
      completionTokens: usage.completion_tokens,
    });
  try {
    let isWhole = false;
    for await (const data of readEvents(answer, call.mostBytes)) {
      if (data === "[DONE]") {
        isWhole = true;
        break;
      }
      const chunk = collector.chunk(parse(data));
      if (chunk && !send(response, session.job, chunk)) await drained(response, end.signal);
    }
    const usage = collector.usage();
    if (!isWhole || !usage) throw new PosthumanError("ENGINE_RESTARTING");
    await count(usage);
    if (plan.includeUsage) send(response, session.job, collector.usageChunk(usage));
    begin(response, session.job);
    response.end("data: [DONE]\n\n");
  } catch (error) {
    if (end.signal.aborted && collector.pieces() > 0) await count(await usageSoFar(call, collector));
    if (!response.headersSent) throw error;
    if (end.isClientHere()) breakOff(response, end.signal.aborted ? end.signal.reason : error);
  }
}

/**
 * What a call used whose end the engine never counted: the prompt and what was sent, counted now. If the engine is gone,
 * the prompt by its size, and a token for each piece that came.
 */
async function usageSoFar(
  { plan, bounds, server, session }: CallUnderWay,
  collector: Pick<AnswerCollector, "texts" | "pieces">,
): Promise<Usage> {
  const counter = { server, model: session.model.weightsRoot, signal: AbortSignal.timeout(COUNT_MS) };
  // Where the prompt is repeated, it cannot be separated from what was written.
  const texts = plan.body["echo"] === true ? [] : collector.texts();
  const [prompt, written] = await Promise.all([
    countTokens(counter, promptsOf(plan), true),
    countTokens(counter, texts, false),
  ]).catch(() => [plan.promptEstimate, 0] as const);
  const prompt_tokens = Math.min(prompt, bounds.mostPrompt);
  const completion_tokens = Math.min(Math.max(written, collector.pieces()), bounds.mostCompletion);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function begin(response: Response, job: string): void {
  if (response.headersSent) return;
  response.writeHead(200, { ...eventStreamHeaders, "x-posthuman-session": job });
}

/** @returns whether the client keeps up. */
function send(response: Response, job: string, chunk: object): boolean {
  begin(response, job);
  return response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}

async function drained(response: Response, signal: AbortSignal): Promise<void> {
  if (response.writableNeedDrain) await once(response, "drain", { signal });
}

/** Reports an error in the middle of a stream, as OpenAI's clients expect it there. */
function breakOff(response: Response, error: unknown): void {
  const known = PosthumanError.is(error)
    ? error
    : new PosthumanError("ENGINE_RESTARTING", {}, { cause: error });
  response.end(`data: ${JSON.stringify(openAiError(known))}\n\n`);
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "an event of it is not JSON" });
  }
}
