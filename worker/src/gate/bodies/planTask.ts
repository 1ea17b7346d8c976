import { z } from "zod";
import type { CallPlan } from "../CallPlan.ts";
import { isGiven } from "../isGiven.ts";
import { promptSize, type PromptSize } from "../promptSize.ts";
import { parseBody } from "./parseBody.ts";

const schema = z
  .object({
    inputs: z.unknown().refine(isGiven, "must be given"),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    /** Of Hugging Face's own servers: whether to wait, and to look into a cache. Nothing depends on them here. */
    options: z.record(z.string(), z.unknown()).nullish(),
    model: z.string().max(512).nullish(),
  })
  .strict();

/** Tasks that read no text: how many tokens a file of theirs may become. What it is about is counted by the engine. */
const FILES: Readonly<Record<string, PromptSize>> = {
  "image-classification": { promptEstimate: 256, mostPrompt: 65_536 },
  "speech-recognition": { promptEstimate: 1_500, mostPrompt: 1_000_000 },
};
/** Tasks whose answers are generated, and how long one may be where the client does not say. */
const GENERATED: Readonly<Record<string, number>> = { seq2seq: 256, "speech-recognition": 448 };

/**
 * Checks the body of a call in Hugging Face's native form.
 * @param body JSON, or the bytes of a picture or a recording.
 * @param pipeline The task as the address names it, if it does.
 */
export function planTask(body: unknown, task: string, pipeline: string | undefined): CallPlan {
  const { inputs, parameters } = body instanceof Uint8Array ? fromBytes(body) : parseBody(schema, body);
  const limit = GENERATED[task] ?? 0;
  const asked = parameters?.["max_new_tokens"] ?? parameters?.["max_length"];
  const mostCompletion = limit === 0 ? 0 : typeof asked === "number" && asked > 0 ? Math.ceil(asked) : limit;
  const size =
    FILES[task] ?? promptSize(body instanceof Uint8Array ? "" : JSON.stringify([inputs, parameters]));
  return {
    kind: "json",
    path: "/infer",
    body: { inputs, parameters: parameters ?? {}, ...(pipeline === undefined ? {} : { pipeline }) },
    stream: false,
    includeUsage: false,
    logprobs: false,
    base64: false,
    choices: 1,
    ...size,
    mostCompletion,
  };
}

function fromBytes(bytes: Uint8Array) {
  return { inputs: Buffer.from(bytes).toString("base64"), parameters: {} as Record<string, unknown> };
}
