import { z } from "zod";
import { PosthumanError } from "@posthuman/sdk";
import type { UsedServer } from "../serving/createModelServers.ts";
import { readAnswer } from "../serving/engineAnswer.ts";
import { engineErrorOf } from "../serving/engineAnswer.ts";

/** A text, a prompt in tokens, or a conversation. */
export type Countable = string | readonly number[] | { readonly messages: unknown };

/** Where texts are counted. */
export interface TokenCounter {
  readonly server: Pick<UsedServer, "send">;
  /** Name of the model at the engine. */
  readonly model: string;
  readonly signal: AbortSignal;
}

const MOST_BYTES = 64 * 2 ** 20;
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
    const answer = await server.send({
      path: "/tokenize",
      body: JSON.stringify({ model, ...asked }),
      signal,
    });
    if (answer.statusCode !== 200) throw await engineErrorOf(answer);
    const told = counted.safeParse(await readAnswer(answer, MOST_BYTES));
    if (!told.success)
      throw new PosthumanError("ENGINE_ANSWER_INVALID", { reason: "it does not count a text" });
    sum += told.data.count;
  }
  return sum;
}
