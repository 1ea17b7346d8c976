import type { IncomingMessage } from "node:http";
import { createParser } from "eventsource-parser";
import { z } from "zod";
import { catalogue, PosthumanError, type ErrorCode } from "@posthuman/sdk";

/** Most bytes of an answer that refuses a call. */
const MOST_REFUSAL_BYTES = 65_536;
/** Longest event that an engine may write, in characters. */
const MOST_EVENT = 2 ** 20;

/**
 * Reads an engine's whole answer.
 * @throws PosthumanError `ENGINE_ANSWER_INVALID` if it is not JSON or has more than `mostBytes`.
 */
export async function readAnswer(answer: IncomingMessage, mostBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBytes) throw tooLong();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
  } catch {
    throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it is not JSON" });
  }
}

/**
 * The data of an engine's server-sent events, one after the other.
 * @throws PosthumanError `ENGINE_ANSWER_INVALID` beyond `mostBytes`; whatever the connection breaks with.
 */
export async function* readEvents(answer: IncomingMessage, mostBytes: number): AsyncGenerator<string> {
  answer.setEncoding("utf8");
  let events: string[] = [];
  let isTooLong = false;
  let size = 0;
  const parser = createParser({
    maxBufferSize: MOST_EVENT,
    onEvent: ({ data }) => void events.push(data),
    onError: ({ type }) => (isTooLong ||= type === "max-buffer-size-exceeded"),
  });
  for await (const piece of answer as AsyncIterable<string>) {
    size += piece.length;
    parser.feed(piece);
    const ready = events;
    events = [];
    yield* ready;
    if (size > mostBytes || isTooLong) throw tooLong();
  }
}

/** What an engine refused a call with. */
export async function engineErrorOf(answer: IncomingMessage): Promise<PosthumanError> {
  const status = answer.statusCode ?? 0;
  const body = await readAnswer(answer, MOST_REFUSAL_BYTES).catch(() => undefined);
  const error = errorIn(body);
  if (error && (status < 500 || error.code !== "ENGINE_REFUSED")) return error;
  if (status === 503) return new PosthumanError("ENGINE_RESTARTING");
  return new PosthumanError("ENGINE_ANSWER_INVALID", { reason: `it has the status ${status}` });
}

const refusal = z.object({
  error: z.object({
    message: z.string().transform((text) => text.slice(0, 300)),
    code: z.union([z.string(), z.number()]).nullish(),
    param: z
      .string()
      .transform((text) => text.slice(0, 100))
      .nullish(),
    args: z
      .record(
        z.string(),
        z.union([z.string().transform((text) => text.slice(0, 200)), z.number(), z.boolean()]),
      )
      .nullish(),
  }),
});

/**
 * The error that a body or an event of an engine holds: a code of the catalogue where it names one with its values, else
 * its words.
 */
export function errorIn(body: unknown): PosthumanError | undefined {
  const parsed = refusal.safeParse(body);
  if (!parsed.success) return undefined;
  const { code, args, message, param } = parsed.data.error;
  const named = typeof param === "string" ? { param } : {};
  const known = vllmError(message);
  if (known) return known;
  if (typeof code === "string" && args && Object.hasOwn(catalogue, code)) {
    return new PosthumanError(code as ErrorCode, { ...args, ...named });
  }
  return new PosthumanError("ENGINE_REFUSED", { reason: message.replace(/\.$/, ""), ...named });
}

const CONTEXT =
  /^This model's maximum context length is (\d+) tokens\. However, .*?(\d+) (\w+ tokens|characters)/;
const TEMPLATE = /^As of transformers v4\.44, default chat template is no longer allowed/;

/** What vLLM refuses a request with, where our own engines have a name for it. */
export function vllmError(message: string): PosthumanError | undefined {
  const [, limit, count, unit] = CONTEXT.exec(message) ?? [];
  if (limit !== undefined) {
    // Of a text that is much too long it only knows the characters; a token has one at least, mostly more.
    const tokens = unit === "characters" ? `more than ${limit}` : Number(count);
    return new PosthumanError("CONTEXT_TOO_LONG", { tokens, limit: Number(limit), param: "prompt" });
  }
  if (TEMPLATE.test(message)) return new PosthumanError("CHAT_TEMPLATE_MISSING", { param: "messages" });
  return undefined;
}

function tooLong(): PosthumanError {
  return new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it is longer than what was asked for" });
}
