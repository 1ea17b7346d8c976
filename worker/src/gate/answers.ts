import { z } from "zod";
import type { Answer } from "../http/route.ts";

const usage = z.object({
  prompt_tokens: z.number().int().nonnegative(),
  completion_tokens: z.number().int().nonnegative(),
  total_tokens: z.number().int().nonnegative(),
});

const head = {
  id: z.string().describe("The call's id, as the receipt lists it"),
  created: z.number().int().describe("Unix time in seconds"),
  model: z.string().describe("The model's datatoken"),
};

const choice = {
  index: z.number().int().nonnegative(),
  finish_reason: z.string().nullable().describe("`stop`, `length`, or what else the engine says"),
  logprobs: z
    .unknown()
    .nullable()
    .describe("As the engine gives them, where they were asked for and are allowed"),
};

const completion = z
  .object({
    ...head,
    object: z.literal("text_completion"),
    choices: z.array(z.object({ ...choice, text: z.string() })),
    usage,
  })
  .meta({ id: "Completion" });

const chat = z
  .object({
    ...head,
    object: z.literal("chat.completion"),
    choices: z.array(
      z.object({ ...choice, message: z.object({ role: z.literal("assistant"), content: z.string() }) }),
    ),
    usage,
  })
  .meta({ id: "ChatCompletion" });

const embeddings = z
  .object({
    object: z.literal("list"),
    data: z.array(
      z.object({
        object: z.literal("embedding"),
        index: z.number().int().nonnegative(),
        embedding: z.union([z.array(z.number()), z.string().describe("32-bit floats in base64")]),
      }),
    ),
    model: z.string(),
    usage: usage.omit({ completion_tokens: true }),
  })
  .meta({ id: "Embeddings" });

/** A model as `GET /v1/models` shows it. */
export const modelAnswer = z
  .object({
    id: z.string().describe("The model's datatoken"),
    object: z.literal("model"),
    created: z.number().int(),
    owned_by: z.string(),
    name: z.string().describe("Its name, which calls may use as well"),
    task: z.string().describe("The task it is made for"),
  })
  .meta({ id: "Model" });

/** The models that a session's key gives access to. */
export const modelsAnswer = z
  .object({ object: z.literal("list"), data: z.array(modelAnswer) })
  .meta({ id: "Models" });

/** Headers of the answer to a call. */
const headers = { "x-posthuman-session": "The session's job" };

const STREAM =
  "With `stream`, server-sent events: a chunk in OpenAI's form in each `data`, the last one `[DONE]`. An error in the middle of the stream is an event of its own";

/** The answer to a call for a completion. */
export const completionAnswer: Answer = {
  description: `The texts. ${STREAM}`,
  content: { "application/json": completion, "text/event-stream": "events" },
  headers,
};

/** The answer to a call for a chat. */
export const chatAnswer: Answer = {
  description: `The messages. ${STREAM}`,
  content: { "application/json": chat, "text/event-stream": "events" },
  headers,
};

/** The answer to a call for vectors. */
export const embeddingsAnswer: Answer = {
  description: "A vector for each text",
  content: { "application/json": embeddings },
  headers,
};

/** The answer to a call in Hugging Face's native form. */
export const taskAnswer: Answer = {
  description:
    "The task's answer, in the form of Hugging Face's own API: labels with scores, a vector, a text …",
  content: { "application/json": z.unknown() },
  headers,
};
