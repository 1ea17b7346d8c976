import { errorIn, readAnswer } from "./engineAnswer.ts";
import type { EngineConnection } from "./connectEngine.ts";

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
