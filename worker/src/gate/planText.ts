import { z } from "zod";
import {
  isGiven,
  MOST_TEXTS,
  parseBody,
  requireAllowed,
  samplingFields,
  tokenList,
  withoutNulls,
  type Allowed,
} from "./body.ts";
import type { CallPlan } from "./Call.ts";
import { promptSize } from "./prompts.ts";

/** The body of `POST /v1/completions`. */
export const completionBody = z
  .object({
    ...samplingFields,
    prompt: z
      .union([
        z.string(),
        z.array(z.string()).min(1).max(MOST_TEXTS),
        tokenList,
        z.array(tokenList).min(1).max(MOST_TEXTS),
      ])
      .describe("What to go on with: a text, a list of tokens, or several of either"),
    logprobs: z.number().int().min(0).max(5).nullish().describe("If the model's custodian allows it"),
    echo: z.boolean().nullish().describe("Whether to repeat the prompt"),
    max_new_tokens: z.number().int().positive().max(1_000_000).nullish().describe("Same as `max_tokens`"),
    do_sample: z.boolean().nullish().describe("`false` is the same as the temperature 0"),
    return_full_text: z.boolean().nullish().describe("Same as `echo`"),
  })
  .strict()
  .meta({ id: "CompletionRequest" });

/** Tokens of a completion where the client does not say: OpenAI's. */
const DEFAULT_TOKENS = 16;

/** Checks the body of `POST /v1/completions`. */
export function planCompletion(body: unknown, allowed: Allowed): CallPlan {
  const parsed = parseBody(completionBody, body);
  const {
    model: _,
    user: __,
    stream,
    stream_options,
    max_new_tokens,
    do_sample,
    return_full_text,
    ...rest
  } = parsed;
  const { prompt, logprobs, n } = rest;
  if (isGiven(logprobs)) requireAllowed(allowed, "logprobs");
  const perChoice = rest.max_tokens ?? max_new_tokens ?? DEFAULT_TOKENS;
  const prompts = typeof prompt === "string" || typeof prompt[0] === "number" ? 1 : prompt.length;
  const choices = (n ?? 1) * prompts;
  const echo = rest.echo ?? return_full_text;
  return {
    kind: "completion",
    path: "/v1/completions",
    body: {
      ...rest,
      max_tokens: perChoice,
      ...(isGiven(echo) ? { echo } : {}),
      ...(do_sample === false ? { temperature: 0 } : {}),
    },
    stream: stream === true,
    includeUsage: stream_options?.include_usage === true,
    logprobs: isGiven(logprobs),
    base64: false,
    choices,
    ...promptSize(prompt),
    mostCompletion: perChoice * choices,
  };
}

const part = z.object({ type: z.literal("text"), text: z.string() }).strict();

/** Clients send answers back as they came, with all fields that they know of. */
const message = z.preprocess(
  withoutNulls,
  z
    .object({
      role: z.enum(["system", "developer", "user", "assistant"]),
      content: z.union([z.string(), z.array(part).min(1).max(256)]),
      name: z.string().max(128).optional(),
    })
    .strict(),
);

/** The body of `POST /v1/chat/completions`. */
export const chatBody = z
  .object({
    ...samplingFields,
    messages: z.array(message).min(1).max(2_048),
    max_completion_tokens: samplingFields.max_tokens,
    logprobs: z.boolean().nullish().describe("If the model's custodian allows it"),
    top_logprobs: z.number().int().min(0).max(20).nullish().describe("If the model's custodian allows it"),
  })
  .strict()
  .meta({ id: "ChatRequest" });

/** Checks the body of `POST /v1/chat/completions`. */
export function planChat(body: unknown, allowed: Allowed): CallPlan {
  const parsed = parseBody(chatBody, body);
  const {
    model: _,
    user: __,
    stream,
    stream_options,
    messages,
    max_completion_tokens,
    max_tokens,
    ...rest
  } = parsed;
  const logprobs = rest.logprobs === true || isGiven(rest.top_logprobs);
  if (logprobs) requireAllowed(allowed, "logprobs");
  const texts = messages.map(({ role, content }) => ({
    // The newer name for the same; chat templates do not know it.
    role: role === "developer" ? "system" : role,
    content: typeof content === "string" ? content : content.map(({ text }) => text).join("\n"),
  }));
  const choices = rest.n ?? 1;
  const perChoice = max_completion_tokens ?? max_tokens ?? undefined;
  return {
    kind: "chat",
    path: "/v1/chat/completions",
    body: { ...rest, messages: texts, ...(perChoice === undefined ? {} : { max_tokens: perChoice }) },
    stream: stream === true,
    includeUsage: stream_options?.include_usage === true,
    logprobs,
    base64: false,
    choices,
    ...promptSize(texts.map(({ content }) => content)),
    mostCompletion: perChoice === undefined ? undefined : perChoice * choices,
  };
}
