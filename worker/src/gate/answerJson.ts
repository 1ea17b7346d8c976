import type { Response } from "express";
import { PosthumanError, responseHashOf } from "@posthuman/sdk";
import { readAnswer } from "../serving/engineAnswer.ts";
import type { CallUnderWay } from "./Call.ts";

/** Answers with an engine's vectors, or with the JSON of another task. */
export async function answerJson(call: CallUnderWay): Promise<void> {
  const { plan, session, ticket, requestHash, answer } = call;
  const value = await readAnswer(answer, call.mostBytes);
  const { shown, promptTokens, completionTokens } =
    plan.kind === "embeddings" ? vectorsOf(call, value) : { shown: value, ...countedBy(call) };
  await ticket.finish({ requestHash, responseHash: hashOf(shown), promptTokens, completionTokens });
  sendJson(call.response, session.job, shown);
}

/** Sends the JSON of an answer, if the client is still there. */
export function sendJson(response: Response, job: string, answer: unknown): void {
  if (response.destroyed) return;
  response.set("x-posthuman-session", job).type("json").send(JSON.stringify(answer));
}

/** Header in which an engine says how many tokens it read and wrote, as the tasks' own forms have no place for it. */
const USAGE_HEADER = "x-posthuman-usage";

/** What a task used: as the engine counted it where that can be true, else by the size of what was asked. */
function countedBy({ answer, plan, bounds }: CallUnderWay) {
  const [prompt = -1, completion = -1] = /^(\d{1,9}),(\d{1,9})$/
    .exec(String(answer.headers[USAGE_HEADER] ?? ""))
    ?.slice(1)
    .map(Number) ?? [plan.promptEstimate, 0];
  if (prompt > bounds.mostPrompt || completion > bounds.mostCompletion)
    throw invalid("what it says it used cannot be true");
  return { promptTokens: prompt, completionTokens: completion };
}

function vectorsOf({ plan, session, bounds }: CallUnderWay, value: unknown) {
  const { data, usage } = (value ?? {}) as { data?: unknown; usage?: { prompt_tokens?: unknown } };
  if (!Array.isArray(data) || data.length !== plan.choices)
    throw invalid("it does not have a vector for each text");
  const tokens = usage?.prompt_tokens;
  if (typeof tokens !== "number" || !Number.isInteger(tokens) || tokens < 0 || tokens > bounds.mostPrompt)
    throw invalid("what it says it used cannot be true");
  const vectors = data.map((one: { embedding?: unknown } | null, index) => {
    const embedding = one?.embedding;
    if (!Array.isArray(embedding) || !embedding.every((number) => Number.isFinite(number)))
      throw invalid("a vector does not consist of numbers");
    return {
      object: "embedding",
      index,
      embedding: plan.base64 ? inBase64(embedding as number[]) : (embedding as unknown[]),
    };
  });
  const shown = {
    object: "list",
    data: vectors,
    model: session.model.id,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
  return { shown, promptTokens: tokens, completionTokens: 0 };
}

/** As OpenAI's clients take vectors: 32-bit floats, the lowest byte first. */
function inBase64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(4 * vector.length);
  vector.forEach((number, i) => bytes.writeFloatLE(number, 4 * i));
  return bytes.toString("base64");
}

function hashOf(answer: unknown): string {
  try {
    return responseHashOf(answer);
  } catch {
    throw invalid("it holds what JSON has no form for");
  }
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("ENGINE_ANSWER_INVALID", { reason });
}
