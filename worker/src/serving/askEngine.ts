import type { EngineConnection } from "./connectEngine.ts";
import { errorIn, readAnswer } from "./engineAnswer.ts";

const MOST_LIST_BYTES = 65_536;

/** Context assumed for an engine that reports none: its task has no answers in tokens. */
const UNTOLD_CONTEXT = 2 ** 20;

/** How much the engine's model takes at once, as `/v1/models` reports; nothing if the engine does not answer yet. */
export async function contextOf(engine: EngineConnection, signal: AbortSignal): Promise<number | undefined> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(5_000)]);
  try {
    const answer = await engine.send({ path: "/v1/models", signal: limit });
    if (answer.statusCode !== 200) {
      answer.destroy();
      // Engines of other tasks do not have the route.
      return answer.statusCode === 404 ? UNTOLD_CONTEXT : undefined;
    }
    const { data } = (await readAnswer(answer, MOST_LIST_BYTES)) as { data?: { max_model_len?: unknown }[] };
    const told = data?.[0]?.max_model_len;
    return typeof told === "number" && Number.isSafeInteger(told) && told > 0 ? told : UNTOLD_CONTEXT;
  } catch {
    return undefined;
  }
}

const MOST_BYTES = 65_536;

/**
 * Asks an engine for one token, which shows whether it can serve its model at all, and is the slowest answer of all.
 * @returns why it cannot; nothing if it can.
 * @throws PosthumanError what `send` throws.
 */
export async function tryEngine(
  engine: EngineConnection,
  model: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = JSON.stringify({ model, prompt: [0], max_tokens: 1, temperature: 0 });
  const answer = await engine.send({ path: "/v1/completions", body, signal });
  const said = await readAnswer(answer, MOST_BYTES);
  if (answer.statusCode === 200) return undefined;
  return errorIn(said)?.message ?? `its first answer had the status ${answer.statusCode}`;
}

/** What Python says last of an error. */
const ERROR = /\b\w*(?:Error|Exception): .+/g;
/** vLLM's processes say that another of them failed. */
const ELSEWHERE = /See (?:root cause|stack trace)/;
const MOST_CHARACTERS = 200;

/** The reason that a Python program gave on its console before it ended, as well as it can be told. */
export function reasonIn(console: string): string | undefined {
  const errors = [...console.matchAll(ERROR)].map(([text]) => text);
  const reason = errors.findLast((text) => !ELSEWHERE.test(text)) ?? errors.at(-1);
  return reason?.slice(0, MOST_CHARACTERS);
}
