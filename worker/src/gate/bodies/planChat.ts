import { z } from "zod";
import type { CallPlan } from "../CallPlan.ts";
import { isGiven } from "../isGiven.ts";
import { promptSize } from "../promptSize.ts";
import { samplingFields } from "./bodyFields.ts";
import { parseBody } from "./parseBody.ts";
import { requireAllowed, type Allowed } from "./requireAllowed.ts";
import { withoutNulls } from "./withoutNulls.ts";

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

const schema = z
  .object({
    ...samplingFields,
    messages: z.array(message).min(1).max(2_048),
    max_completion_tokens: samplingFields.max_tokens,
    logprobs: z.boolean().nullish(),
    top_logprobs: z.number().int().min(0).max(20).nullish(),
  })
  .strict();

/** Checks the body of `POST /v1/chat/completions`. */
export function planChat(body: unknown, allowed: Allowed): CallPlan {
  const parsed = parseBody(schema, body);
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
    content: textOf(content),
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

function textOf(content: string | readonly { readonly text: string }[]): string {
  return typeof content === "string" ? content : content.map(({ text }) => text).join("\n");
}
