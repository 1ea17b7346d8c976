import type { CallPlan } from "./CallPlan.ts";
import type { Countable } from "./countTokens.ts";

/** What a call for text brings to be gone on with, each part for itself. */
export function promptsOf({ kind, body: { messages, prompt } }: CallPlan): readonly Countable[] {
  if (kind === "chat") return [{ messages }];
  return isSeveral(prompt) ? prompt : [prompt as Countable];
}

/** One prompt is a text, or a list of tokens. */
function isSeveral(prompt: unknown): prompt is readonly Countable[] {
  return Array.isArray(prompt) && typeof prompt[0] !== "number";
}
