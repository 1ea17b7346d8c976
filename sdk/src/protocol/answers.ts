import { sha256, toUtf8Bytes } from "ethers";
import { bytesOf } from "../base/bytes.ts";
import { canonicalJson } from "./json.ts";

/** How many tokens a call took. */
interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/** One of the texts that a call answered with. */
interface Choice {
  readonly index: number;
  /** Of a completion. */
  readonly text?: string;
  /** Of a chat. */
  readonly message?: { readonly content?: string | null };
  /** Null where the call was cut off. */
  readonly finish_reason?: string | null;
}

/** What `/v1/completions` and `/v1/chat/completions` answer, as far as a receipt speaks of it. */
export interface TextAnswer {
  readonly id: string;
  readonly choices: readonly Choice[];
  readonly usage: Usage;
}

/** Whether a call's answer is text, rather than another task's JSON. */
export function isTextAnswer(answer: unknown): answer is TextAnswer {
  if (typeof answer !== "object" || answer === null) return false;
  const { id, choices, usage } = answer as Partial<Record<keyof TextAnswer, unknown>>;
  return typeof id === "string" && Array.isArray(choices) && typeof usage === "object" && usage !== null;
}

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
 * const chunks = [];
 * for await (const chunk of await openai.completions.create({ model, prompt, stream: true })) chunks.push(chunk);
 * responseHashOf(joinChunks(chunks));
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

/**
 * What stands for a call's request in a session's receipt: SHA-256 of its body, as the client sent it.
 *
 * @param body The JSON value; bytes for a body that is none, such as a picture.
 * @returns 32 bytes in hex. Of JSON it is that of the canonical form, so that white space and the order of keys do not
 * count.
 * @throws PosthumanError `ARGUMENT_INVALID` for what JSON cannot hold, such as a lone surrogate.
 *
 * @example
 * requestHashOf({ model: "m", prompt: "Once" }) === requestHashOf({ prompt: "Once", model: "m" }); // true
 */
export function requestHashOf(body: unknown): string {
  return sha256(bytesOf(body) ?? toUtf8Bytes(canonicalJson(body)));
}

/**
 * What stands for a call's answer in a session's receipt. Of text it is SHA-256 of the canonical JSON
 * `{id, choices: [{index, text, finish_reason}], usage}`, the same whether it came at once or as a stream (join its
 * chunks first); of any other answer, SHA-256 of the canonical JSON of all of it.
 *
 * @param answer The JSON that the call answered with.
 * @returns 32 bytes in hex.
 * @throws PosthumanError `ARGUMENT_INVALID` for what JSON cannot hold.
 *
 * @example
 * responseHashOf(await openai.completions.create({ model, prompt })) === calls[0]?.responseHash; // true
 */
export function responseHashOf(answer: unknown): string {
  return sha256(toUtf8Bytes(canonicalJson(isTextAnswer(answer) ? essenceOf(answer) : answer)));
}

function essenceOf({ id, choices, usage }: TextAnswer) {
  const { prompt_tokens, completion_tokens, total_tokens } = usage;
  return {
    id,
    choices: choices
      .map(({ index, text, message, finish_reason = null }) => ({
        index,
        finish_reason,
        // A stream may have been cut in the middle of a character.
        text: (text ?? message?.content ?? "").toWellFormed(),
      }))
      .sort((a, b) => a.index - b.index),
    usage: { prompt_tokens, completion_tokens, total_tokens },
  };
}
