/** How many tokens a call took. */
export interface Usage {
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
