import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import type { Target } from "./targets.ts";

/** Tokens of each prompt. */
const PROMPT_TOKENS = 32;
/** Tokens of each answer. */
const ANSWER_TOKENS = 16;

/** The result of one round of requests, all sent at once. */
export interface Round {
  /** Answered tokens of all clients in a second, from the first request to the last token. */
  readonly tokensPerSecond: number;
  /** Median of the clients' seconds from the request to the first text. */
  readonly firstTokenSeconds: number;
}

/** Lets so many clients ask for one answer each at the same time. Prompts differ, so nothing can be reused. */
export async function measureRound(target: Target, clients: number, round: number): Promise<Round> {
  const begun = performance.now();
  const answers = await Promise.all(
    Array.from({ length: clients }, (_, client) => ask(target, promptOf(round * clients + client), begun)),
  );
  const seconds = (performance.now() - begun) / 1000;
  const tokens = answers.reduce((sum, { tokens }) => sum + tokens, 0);
  const first = answers.map(({ first }) => first).sort((a, b) => a - b);
  return { tokensPerSecond: tokens / seconds, firstTokenSeconds: first[Math.floor(first.length / 2)]! };
}

async function ask({ options, model }: Target, prompt: string, begun: number) {
  const body = JSON.stringify({
    model,
    prompt,
    max_tokens: ANSWER_TOKENS,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
  });
  const headers = { ...options.headers, "content-type": "application/json" };
  const sent = request({ ...options, path: "/v1/completions", method: "POST", headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  let first: number | undefined;
  let tokens: number | undefined;
  let text = "";
  response.setEncoding("utf8");
  for await (const part of response as AsyncIterable<string>) {
    text += part;
    if (first === undefined && /"text":\s?"[^"]/.test(text)) first = (performance.now() - begun) / 1000;
  }
  for (const [, count] of text.matchAll(/"completion_tokens":\s?(\d+)/g)) tokens = Number(count);
  assert(first !== undefined, "an answer without text");
  // Random weights hardly ever end a text early, so a target that does not count is trusted.
  return { first, tokens: tokens ?? ANSWER_TOKENS };
}

function promptOf(number: number): string {
  const seed = String(number).padStart(4, "0");
  return Array.from(
    { length: PROMPT_TOKENS },
    (_, at) => "abcdefghijklm"[(at * 7 + Number(seed[at % 4])) % 13],
  ).join("");
}
