/** Settings of the engine that the endpoint's tests are run with. */
export interface EngineUnderTest {
  readonly engine: "openvino" | "transformers" | "vllm";
  readonly vllm?: { readonly python: string };
}

/**
 * The engine that the tests of the endpoint use: the one that the environment's `POSTHUMAN_TEST_ENGINE` names, vLLM with
 * the Python of `POSTHUMAN_VLLM_PYTHON`.
 * @param usual The one without it.
 */
export function engineUnderTest(usual: "openvino" | "transformers"): EngineUnderTest {
  const engine = (process.env["POSTHUMAN_TEST_ENGINE"] ?? usual) as EngineUnderTest["engine"];
  const python = process.env["POSTHUMAN_VLLM_PYTHON"];
  return engine === "vllm" && python !== undefined ? { engine, vllm: { python } } : { engine };
}
