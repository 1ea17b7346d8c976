/** Bytes of a token, on average; the budget is reserved by it until the engine has counted. */
const BYTES_PER_TOKEN = 4;
/** Tokens that a tokenizer or a chat template may add to one text. */
const ADDED = 1_024;

/** A prompt in text or in tokens, or several. */
export type Prompt = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/** How many tokens a prompt may have. */
export interface PromptSize {
  readonly promptEstimate: number;
  readonly mostPrompt: number;
}

/** Bounds of a prompt's tokens. No tokenizer makes more tokens of a text than it has bytes, but for those that it adds. */
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
