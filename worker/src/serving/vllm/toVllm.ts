/** The least `top_p` that vLLM takes, where 0 is asked for. */
const LEAST_TOP_P = 1e-6;

/** Says a body of OpenAI's API in the way in which vLLM takes it; what it means stays the same. */
export function toVllm(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { temperature, n, top_p: topP, ...rest } = body;
  // It refuses several answers that are bound to be equal. To choose of one token is to take the most probable one.
  if (temperature === 0 && typeof n === "number" && n > 1) return { ...rest, n, temperature: 1, top_k: 1 };
  return { ...body, ...(typeof topP === "number" ? { top_p: Math.max(topP, LEAST_TOP_P) } : {}) };
}
