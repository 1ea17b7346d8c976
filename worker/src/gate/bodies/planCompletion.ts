import { z } from "zod";
import type { CallPlan } from "../CallPlan.ts";
import { isGiven } from "../isGiven.ts";
import { promptSize } from "../promptSize.ts";
import { MOST_TEXTS, samplingFields, tokenList } from "./bodyFields.ts";
import { parseBody } from "./parseBody.ts";
import { requireAllowed, type Allowed } from "./requireAllowed.ts";

const schema = z
  .object({
    ...samplingFields,
    prompt: z.union([
      z.string(),
      z.array(z.string()).min(1).max(MOST_TEXTS),
      tokenList,
      z.array(tokenList).min(1).max(MOST_TEXTS),
    ]),
    logprobs: z.number().int().min(0).max(5).nullish(),
    echo: z.boolean().nullish(),
    /** Hugging Face's names for what others call otherwise; its clients send them here as well. */
    max_new_tokens: z.number().int().positive().max(1_000_000).nullish(),
    do_sample: z.boolean().nullish(),
    return_full_text: z.boolean().nullish(),
  })
  .strict();

/** Tokens of a completion where the client does not say: OpenAI's. */
const DEFAULT_TOKENS = 16;

/** Checks the body of `POST /v1/completions`. */
export function planCompletion(body: unknown, allowed: Allowed): CallPlan {
  const parsed = parseBody(schema, body);
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
