import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder that is removed when it goes out of scope. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "posthuman-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A safetensors file with one tensor of 32-bit floats that holds `data`, whose length is a multiple of 4. */
export function safetensors(data: Buffer): Buffer {
  const tensor = { dtype: "F32", shape: [data.length / 4], data_offsets: [0, data.length] };
  const header = Buffer.from(JSON.stringify({ "transformer.wte.weight": tensor }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, data]);
}

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
