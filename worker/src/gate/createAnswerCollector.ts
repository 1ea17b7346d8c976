import { PosthumanError, responseHashOf } from "@posthuman/sdk";
import { errorIn } from "../serving/engineAnswer.ts";
import { isGiven } from "./body.ts";
import type { CallPlan, Usage, UsageBounds } from "./Call.ts";

interface Choice {
  text: string;
  finish: string | null;
}

/** Collects the texts of a call, so that their hash can be made, and lets nothing else of the engine's answer through. */
export interface AnswerCollector {
  /**
   * Takes a chunk of a stream.
   * @returns what to send on; `undefined` if it holds nothing for the client.
   * @throws PosthumanError `ENGINE_ANSWER_INVALID`.
   */
  chunk(value: unknown): object | undefined;
  /** Takes a whole answer. @returns what to send on. */
  whole(value: unknown): object;
  /** What the engine counted; `undefined` if it did not. */
  usage(): Usage | undefined;
  /** Pieces of text so far, each of a token at least. */
  pieces(): number;
  /** The texts so far. */
  texts(): string[];
  /** The answer's hash, with the usage that is counted. */
  hash(usage: Usage): string;
  /** The last chunk, with nothing but the usage. */
  usageChunk(usage: Usage): object;
}

/** Begins to collect the texts of a call. */
export function createAnswerCollector(
  id: string,
  model: string,
  plan: Pick<CallPlan, "kind" | "choices" | "logprobs">,
  bounds: UsageBounds,
): AnswerCollector {
  const chat = plan.kind === "chat";
  const created = Math.floor(Date.now() / 1_000);
  const texts = new Map<number, Choice>();
  let usage: Usage | undefined;
  let pieces = 0;

  const head = (object: string) => ({ id, object, created, model });

  function add(value: unknown, textOf: (choice: Record<string, unknown>) => unknown) {
    const { index, finish_reason, logprobs, ...choice } = value as Record<string, unknown>;
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= plan.choices)
      throw invalid("a choice has no right index");
    const found = texts.get(index) ?? { text: "", finish: null };
    texts.set(index, found);
    const text = textOf(choice);
    if (typeof text === "string" && text !== "") {
      found.text += text;
      pieces += 1;
    }
    if (typeof finish_reason === "string" && /^[a-z_]{1,32}$/.test(finish_reason))
      found.finish = finish_reason;
    return {
      index,
      text: typeof text === "string" ? text : "",
      finish_reason: typeof finish_reason === "string" ? found.finish : null,
      logprobs: plan.logprobs ? (logprobs ?? null) : null,
    };
  }

  function parts(value: unknown): unknown[] {
    const { choices, usage: counted } = (value ?? {}) as { choices?: unknown; usage?: unknown };
    if (isGiven(counted)) usage = checkUsage(counted, bounds);
    if (!Array.isArray(choices) || !choices.every((one) => typeof one === "object" && one !== null))
      throw invalid("it has no choices");
    return choices;
  }

  return {
    chunk(value) {
      const error = errorIn(value);
      if (error) throw error;
      const choices = parts(value).map((choice) => {
        const { role } = (choice as { delta?: { role?: unknown } }).delta ?? {};
        const { text, ...rest } = add(choice, ({ text: plain, delta }) =>
          chat ? (delta as { content?: unknown } | undefined)?.content : plain,
        );
        if (!chat) return { ...rest, text };
        const delta = {
          ...(role === "assistant" ? { role } : {}),
          ...(text === "" ? {} : { content: text }),
        };
        return { ...rest, delta };
      });
      if (choices.length === 0) return undefined;
      return { ...head(chat ? "chat.completion.chunk" : "text_completion"), choices };
    },
    whole(value) {
      const choices = parts(value).map((choice) => {
        const { text, ...rest } = add(choice, ({ text: plain, message }) =>
          chat ? (message as { content?: unknown } | undefined)?.content : plain,
        );
        return chat ? { ...rest, message: { role: "assistant", content: text } } : { ...rest, text };
      });
      if (usage === undefined) throw invalid("it does not say what it used");
      return { ...head(chat ? "chat.completion" : "text_completion"), choices, usage };
    },
    usage: () => usage,
    pieces: () => pieces,
    texts: () => [...texts.values()].map(({ text }) => text),
    hash: (counted) =>
      responseHashOf({
        id,
        choices: [...texts].map(([index, { text, finish }]) => ({ index, text, finish_reason: finish })),
        usage: counted,
      }),
    usageChunk: (counted) => ({
      ...head(chat ? "chat.completion.chunk" : "text_completion"),
      choices: [],
      usage: counted,
    }),
  };
}

/** The usage that an engine claims, where it can be true: no more than was asked for, no more than a text can have. */
function checkUsage(value: unknown, { mostPrompt, mostCompletion }: UsageBounds): Usage {
  const { prompt_tokens, completion_tokens = 0 } = value as Partial<Record<keyof Usage, unknown>>;
  if (!isCount(prompt_tokens, mostPrompt) || !isCount(completion_tokens, mostCompletion))
    throw invalid("what it says it used cannot be true");
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

function isCount(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;
}

function invalid(reason: string): PosthumanError {
  return new PosthumanError("ENGINE_ANSWER_INVALID", { reason });
}
