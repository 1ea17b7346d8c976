import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";
import type { UsedServer } from "../serving/createModelServers.ts";
import { engineErrorOf, readAnswer } from "../serving/engineAnswer.ts";
import type { CallPlan } from "./Call.ts";

/** Average bytes of a token, by which the budget is reserved until the engine has counted. */
const BYTES_PER_TOKEN = 4;
/** Tokens that a tokenizer or a chat template may add to one text. */
const ADDED = 1_024;
/** Most bytes of an engine's answer that counts tokens. */
const MOST_BYTES = 64 * 2 ** 20;

/** A prompt in text or in tokens, or several. */
export type Prompt = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/** How many tokens a prompt may have. */
export type PromptSize = Pick<CallPlan, "promptEstimate" | "mostPrompt">;

/** Bounds of a prompt's tokens. No tokenizer makes more tokens of a text than it has bytes, apart from those that it adds. */
export function promptSize(prompt: Prompt): PromptSize {
  const parts = typeof prompt === "string" ? [prompt] : isTokens(prompt) ? [prompt] : prompt;
  let promptEstimate = 0;
  let mostPrompt = 0;
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.byteLength(part) : part.length;
    promptEstimate += typeof part === "string" ? Math.ceil(bytes / BYTES_PER_TOKEN) : bytes;
    mostPrompt += bytes + ADDED;
  }
  return { promptEstimate: Math.max(1, promptEstimate), mostPrompt };
}

function isTokens(prompt: Exclude<Prompt, string>): prompt is readonly number[] {
  return typeof prompt[0] === "number";
}

/** A text, a prompt in tokens, or a conversation. */
export type Countable = string | readonly number[] | { readonly messages: unknown };

/** The prompts of a call for text, each by itself. */
export function promptsOf({ kind, body: { messages, prompt } }: CallPlan): readonly Countable[] {
  if (kind === "chat") return [{ messages }];
  return isSeveral(prompt) ? prompt : [prompt as Countable];
}

/** One prompt is a text, or a list of tokens. */
function isSeveral(prompt: unknown): prompt is readonly Countable[] {
  return Array.isArray(prompt) && typeof prompt[0] !== "number";
}

/** Where texts are counted. */
export interface TokenCounter {
  readonly server: Pick<UsedServer, "send">;
  /** Name of the model at the engine. */
  readonly model: string;
  readonly signal: AbortSignal;
}

const counted = z.object({ count: z.number().int().nonnegative().safe() });

/**
 * Counts tokens as the engine does.
 * @param whole Whether the tokens that begin and end a text count as well.
 * @throws PosthumanError what the engine refuses a text with; `ENGINE_ANSWER_INVALID`, `ENGINE_RESTARTING`.
 */
export async function countTokens(
  { server, model, signal }: TokenCounter,
  texts: readonly Countable[],
  whole: boolean,
): Promise<number> {
  let sum = 0;
  for (const text of texts) {
    if (Array.isArray(text)) {
      sum += text.length;
      continue;
    }
    if (text === "") continue;
    const asked = typeof text === "string" ? { prompt: text, add_special_tokens: whole } : text;
    const body = JSON.stringify({ model, ...asked });
    const answer = await server.send({ path: "/tokenize", body, signal });
    if (answer.statusCode !== 200) throw await engineErrorOf(answer);
    const parsed = counted.safeParse(await readAnswer(answer, MOST_BYTES));
    if (!parsed.success)
      throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it does not count a text" });
    sum += parsed.data.count;
  }
  return sum;
}
