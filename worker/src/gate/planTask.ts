import { z } from "zod";
import { isGiven, modelField, MOST_TEXTS, parseBody, tokenList, userField, type Allowed } from "./body.ts";
import type { CallPlan } from "./Call.ts";
import { planCompletion } from "./planText.ts";
import { promptSize, type PromptSize } from "./prompts.ts";

/** What only calls for text can ask for. */
const NO_TEXT = { stream: false, includeUsage: false, logprobs: false } as const;

/** The body of `POST /v1/embeddings`. */
export const embeddingsBody = z
  .object({
    model: modelField,
    user: userField,
    input: z
      .union([
        z.string().min(1),
        z.array(z.string().min(1)).min(1).max(MOST_TEXTS),
        tokenList,
        z.array(tokenList).min(1).max(MOST_TEXTS),
      ])
      .describe("A text, a list of tokens, or several of either"),
    encoding_format: z
      .enum(["float", "base64"])
      .nullish()
      .describe("`base64`: the numbers as 32-bit floats, the lowest byte first"),
    dimensions: z.number().int().positive().max(65_536).nullish().describe("Numbers of a vector"),
  })
  .strict()
  .meta({ id: "EmbeddingsRequest" });

/** Checks the body of `POST /v1/embeddings`. */
export function planEmbeddings(body: unknown): CallPlan {
  const { input, dimensions, encoding_format } = parseBody(embeddingsBody, body);
  return {
    kind: "embeddings",
    path: "/v1/embeddings",
    body: { input, ...(isGiven(dimensions) ? { dimensions } : {}) },
    ...NO_TEXT,
    base64: encoding_format === "base64",
    choices: typeof input === "string" || typeof input[0] === "number" ? 1 : input.length,
    ...promptSize(input),
    mostCompletion: 0,
  };
}

const optionsField = z
  .record(z.string(), z.unknown())
  .nullish()
  .describe("Of Hugging Face's own servers, as `wait_for_model`; nothing depends on them here");

/** A body in Hugging Face's native form. */
export const taskBody = z
  .object({
    inputs: z
      .unknown()
      .refine(isGiven, "must be given")
      .meta({ not: { type: "null" }, description: "What the model is to work on, as its task takes it" }),
    parameters: z.record(z.string(), z.unknown()).nullish().describe("The task's own settings"),
    options: optionsField,
    model: modelField,
  })
  .strict();

/** Tasks that read no text: how many tokens a file may become. The engine counts the real number. */
const FILES: Readonly<Record<string, PromptSize>> = {
  "image-classification": { promptEstimate: 256, mostPrompt: 65_536 },
  "speech-recognition": { promptEstimate: 1_500, mostPrompt: 1_000_000 },
};
/** Tasks whose answers are generated, and how long one may be where the client does not say. */
const GENERATED: Readonly<Record<string, number>> = { seq2seq: 256, "speech-recognition": 448 };

/** Whether calls of a task bring a picture or a recording. */
export function takesFiles(task: string): boolean {
  return Object.hasOwn(FILES, task);
}

/**
 * Checks the body of a call in Hugging Face's native form.
 * @param body JSON, or the bytes of a picture or a recording.
 * @param pipeline The task as the address names it, if it does.
 */
export function planTask(body: unknown, task: string, pipeline: string | undefined): CallPlan {
  const { inputs, parameters } = body instanceof Uint8Array ? fromBytes(body) : parseBody(taskBody, body);
  const limit = GENERATED[task] ?? 0;
  const asked = parameters?.["max_new_tokens"] ?? parameters?.["max_length"];
  const mostCompletion = limit === 0 ? 0 : typeof asked === "number" && asked > 0 ? Math.ceil(asked) : limit;
  const size =
    FILES[task] ?? promptSize(body instanceof Uint8Array ? "" : JSON.stringify([inputs, parameters]));
  return {
    kind: "json",
    path: "/infer",
    body: { inputs, parameters: parameters ?? {}, ...(pipeline === undefined ? {} : { pipeline }) },
    ...NO_TEXT,
    base64: false,
    choices: 1,
    ...size,
    mostCompletion,
  };
}

function fromBytes(bytes: Uint8Array) {
  return { inputs: Buffer.from(bytes).toString("base64"), parameters: {} as Record<string, unknown> };
}

const generationParameters = z
  .object({
    max_new_tokens: z.number().nullish(),
    temperature: z.number().nullish(),
    top_p: z.number().nullish(),
    top_k: z.number().nullish(),
    do_sample: z.boolean().nullish(),
    seed: z.number().nullish(),
    stop: z.array(z.string()).nullish(),
    stop_sequences: z.array(z.string()).nullish(),
    return_full_text: z.boolean().nullish(),
    num_return_sequences: z.number().nullish(),
  })
  .strict();

const generationBody = z
  .object({
    inputs: z.string(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    options: optionsField,
    model: modelField,
    stream: z.literal(false).nullish(),
  })
  .strict();

/** Checks the body of a text generation in Hugging Face's native form, which is a completion in other words. */
export function planGeneration(body: unknown, allowed: Allowed): CallPlan {
  const { inputs, parameters } = parseBody(generationBody, body);
  const { stop, stop_sequences, num_return_sequences, return_full_text, ...rest } = parseBody(
    generationParameters,
    parameters ?? {},
  );
  const plan = planCompletion(
    { ...rest, prompt: inputs, stop: stop ?? stop_sequences, n: num_return_sequences },
    allowed,
  );
  const before = return_full_text === true ? inputs : "";
  const shape = (answer: unknown) => {
    const { choices } = answer as { choices: readonly { readonly text: string }[] };
    return choices.map(({ text }) => ({ generated_text: before + text }));
  };
  return { ...plan, shape };
}
