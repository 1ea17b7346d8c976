import { sha256, toUtf8Bytes } from "ethers";
import { canonicalJson } from "./canonicalJson.ts";
import { isTextAnswer, type TextAnswer } from "./TextAnswer.ts";

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
 * responseHashOf(await openai.completions.create({ model, prompt })) === calls[0].responseHash; // true
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
        ...{ index, finish_reason },
        // A stream may have been cut in the middle of a character.
        text: (text ?? message?.content ?? "").toWellFormed(),
      }))
      .sort((a, b) => a.index - b.index),
    usage: { prompt_tokens, completion_tokens, total_tokens },
  };
}
