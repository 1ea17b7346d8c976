import { z } from "zod";
import type { CallPlan } from "../CallPlan.ts";
import { isGiven } from "../isGiven.ts";
import { promptSize } from "../promptSize.ts";
import { MOST_TEXTS, samplingFields, tokenList } from "./bodyFields.ts";
import { parseBody } from "./parseBody.ts";

const schema = z
  .object({
    model: samplingFields.model,
    user: samplingFields.user,
    input: z.union([
      z.string().min(1),
      z.array(z.string().min(1)).min(1).max(MOST_TEXTS),
      tokenList,
      z.array(tokenList).min(1).max(MOST_TEXTS),
    ]),
    encoding_format: z.enum(["float", "base64"]).nullish(),
    dimensions: z.number().int().positive().max(65_536).nullish(),
  })
  .strict();

/** Checks the body of `POST /v1/embeddings`. */
export function planEmbeddings(body: unknown): CallPlan {
  const { input, dimensions, encoding_format } = parseBody(schema, body);
  return {
    kind: "embeddings",
    path: "/v1/embeddings",
    body: { input, ...(isGiven(dimensions) ? { dimensions } : {}) },
    stream: false,
    includeUsage: false,
    logprobs: false,
    base64: encoding_format === "base64",
    choices: typeof input === "string" || typeof input[0] === "number" ? 1 : input.length,
    ...promptSize(input),
    mostCompletion: 0,
  };
}
