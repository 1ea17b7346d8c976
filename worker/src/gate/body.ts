import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";

/** Texts that one call may bring. */
export const MOST_TEXTS = 256;
/** Tokens of a tokenizer. */
export const tokenList = z.array(z.number().int().nonnegative().max(10_000_000)).min(1).max(1_000_000);

/** The model that a call names. */
export const modelField = z
  .string()
  .max(512)
  .nullish()
  .describe("The session's model, by its datatoken or its name; without it, the same");

/** Who the client's own user is. */
export const userField = z.string().max(512).nullish().describe("The client's own user; not passed on");

/** Fields that completions of texts and of chats have in common. A null is the same as no field. */
export const samplingFields = {
  model: modelField,
  max_tokens: z
    .number()
    .int()
    .positive()
    .max(1_000_000)
    .nullish()
    .describe("Most tokens of each text that is answered"),
  temperature: z.number().min(0).max(2).nullish().describe("0 always takes the likeliest token"),
  top_p: z.number().min(0).max(1).nullish().describe("Draws from the likeliest tokens of this probability"),
  top_k: z
    .number()
    .int()
    .min(-1)
    .max(1_000_000)
    .nullish()
    .describe("Draws from so many tokens; -1: from all"),
  n: z.number().int().min(1).max(16).nullish().describe("Texts to answer for each prompt"),
  stop: z
    .union([z.string().max(256), z.array(z.string().max(256)).max(16)])
    .nullish()
    .describe("Texts at which an answer ends"),
  seed: z.number().int().safe().nullish().describe("Makes a draw repeatable"),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  stream: z.boolean().nullish().describe("Whether to answer as server-sent events"),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), include_obfuscation: z.literal(false).nullish() })
    .strict()
    .nullish(),
  ignore_eos: z.boolean().nullish().describe("vLLM's: to go on beyond the text's end, for measurements"),
  response_format: z
    .object({
      type: z.enum(["text", "json_object", "json_schema"]),
      json_schema: z.record(z.string(), z.unknown()).optional(),
    })
    .strict()
    .nullish()
    .describe("What the answer must be: JSON, or JSON of a schema"),
  user: userField,
};

/**
 * Checks a call's body.
 * @throws PosthumanError `CALL_PARAMETER_UNKNOWN`, `CALL_INVALID`; what the body holds is never repeated.
 */
export function parseBody<Schema extends z.ZodObject>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(withoutNulls(body));
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const unknown = issues.find(({ code }) => code === "unrecognized_keys");
  if (unknown?.code === "unrecognized_keys") {
    const name = [...unknown.path, unknown.keys[0] ?? ""].join(".").slice(0, 100);
    const known = Object.keys(schema.shape).join(", ");
    throw new PosthumanError("CALL_PARAMETER_UNKNOWN", { name, known });
  }
  const problems = issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
  const param = issues[0]?.path.join(".") || "body";
  throw new PosthumanError("CALL_INVALID", { problems: problems.join("; ").slice(0, 500), param });
}

/** An object without its fields that are null: clients write them for what they leave out, even for fields that their users never set. */
export function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}

/** Whether a field is there: clients write null for what they leave out. */
export function isGiven<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}

/** Outputs that reveal so much about a model that its custodian must allow them. */
export type Leak = "logprobs" | "embeddings";

/** What the operator's configuration allows, as the models' custodians said. */
export type Allowed = readonly Leak[];

/** @throws PosthumanError `CALL_NOT_ALLOWED`. */
export function requireAllowed(allowed: Allowed, what: Leak): void {
  if (!allowed.includes(what)) throw new PosthumanError("CALL_NOT_ALLOWED", { what });
}
