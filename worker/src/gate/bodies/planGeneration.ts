import { z } from "zod";
import type { CallPlan } from "../CallPlan.ts";
import { parseBody } from "./parseBody.ts";
import { planCompletion } from "./planCompletion.ts";
import type { Allowed } from "./requireAllowed.ts";

const parameters = z
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

const schema = z
  .object({
    inputs: z.string(),
    parameters: z.record(z.string(), z.unknown()).nullish(),
    options: z.record(z.string(), z.unknown()).nullish(),
    model: z.string().max(512).nullish(),
    stream: z.literal(false).nullish(),
  })
  .strict();

/** Checks the body of a text generation in Hugging Face's native form, which is a completion in other words. */
export function planGeneration(body: unknown, allowed: Allowed): CallPlan {
  const { inputs, parameters: given } = parseBody(schema, body);
  const { stop, stop_sequences, num_return_sequences, return_full_text, ...rest } = parseBody(
    parameters,
    given ?? {},
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
