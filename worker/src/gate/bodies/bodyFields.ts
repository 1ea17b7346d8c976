import { z } from "zod";

/** Fields that the completion of texts and of chats have in common. Null stands for a field that is not there. */
export const samplingFields = {
  model: z.string().max(512).nullish(),
  max_tokens: z.number().int().positive().max(1_000_000).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_k: z.number().int().min(-1).max(1_000_000).nullish(),
  n: z.number().int().min(1).max(16).nullish(),
  stop: z.union([z.string().max(256), z.array(z.string().max(256)).max(16)]).nullish(),
  seed: z.number().int().safe().nullish(),
  presence_penalty: z.number().min(-2).max(2).nullish(),
  frequency_penalty: z.number().min(-2).max(2).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z
    .object({ include_usage: z.boolean().nullish(), include_obfuscation: z.literal(false).nullish() })
    .strict()
    .nullish(),
  /** vLLM's: to go on beyond the text's end, for measurements. */
  ignore_eos: z.boolean().nullish(),
  response_format: z
    .object({
      type: z.enum(["text", "json_object", "json_schema"]),
      json_schema: z.record(z.string(), z.unknown()).optional(),
    })
    .strict()
    .nullish(),
  /** Who the client's own user is; not passed on. */
  user: z.string().max(512).nullish(),
};

/** Tokens of a tokenizer. */
export const tokenList = z.array(z.number().int().nonnegative().max(10_000_000)).min(1).max(1_000_000);
/** Texts that one call may bring. */
export const MOST_TEXTS = 256;
