import type { TextAnswer, Usage } from "./TextAnswer.ts";

/** One chunk of a streamed answer, as far as it is joined. */
interface Chunk {
  readonly id: string;
  readonly choices?: readonly {
    readonly index: number;
    readonly text?: string;
    readonly delta?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
}

/**
 * Joins the chunks of a streamed answer, so that `responseHashOf` of the whole is that of an answer at once. The last
 * chunk must carry the usage, which it does if the request has `stream_options: { include_usage: true }`.
 *
 * @param chunks The parsed `data` of each event but `[DONE]`, in order.
 *
 * @example
 * const answer = joinChunks(await Array.fromAsync(stream));
 * responseHashOf(answer);
 */
export function joinChunks(chunks: readonly Chunk[]): TextAnswer {
  const choices = new Map<number, { index: number; text: string; finish_reason: string | null }>();
  let usage: Usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  for (const chunk of chunks) {
    for (const { index, text, delta, finish_reason } of chunk.choices ?? []) {
      const choice = choices.get(index) ?? { index, text: "", finish_reason: null };
      choice.text += text ?? delta?.content ?? "";
      choice.finish_reason = finish_reason ?? choice.finish_reason;
      choices.set(index, choice);
    }
    usage = chunk.usage ?? usage;
  }
  return { id: chunks[0]?.id ?? "", choices: [...choices.values()], usage };
}
