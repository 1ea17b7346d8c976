import { randomInt } from "node:crypto";

/** What vLLM's server is told. */
export interface VllmSettings {
  /** Name by which requests call the model. */
  readonly model: string;
  /** Memory for keys and values, in bytes. */
  readonly cache: number;
  /** Numbers that it computes with, such as `float32`. */
  readonly dtype: string;
  /** Whether it has a device to compute on besides the processor. */
  readonly hasDevice: boolean;
  /** Further arguments of the operator, which win over those from here. */
  readonly args: readonly string[];
}

/** Requests that it computes at once. */
const MOST_AT_ONCE = 64;

/** Arguments of vLLM's own server of OpenAI's API, on the socket of a serving folder. */
export function vllmArguments({ model, cache, dtype, hasDevice, args }: VllmSettings): string[] {
  const options = {
    model: "./model",
    uds: "state/engine.sock",
    "served-model-name": model,
    dtype,
    // Of answers that ask for no seed; its default would be the same for everybody.
    seed: randomInt(2 ** 31),
    "max-model-len": "auto",
    "max-num-seqs": MOST_AT_ONCE,
    "kv-cache-memory-bytes": cache,
    // A share that must be free at the start, though the line above says what is taken: engines share a device.
    "gpu-memory-utilization": 0.1,
    // What a request does not say is OpenAI's default, not what the model's makers like.
    "generation-config": "vllm",
    "uvicorn-log-level": "critical",
  };
  const flags = [
    // Whoever shares a cached beginning with another could tell by the time to the first token.
    "no-enable-prefix-caching",
    "disable-log-stats",
    "disable-uvicorn-access-log",
    "disable-fastapi-docs",
    ...(hasDevice ? [] : ["enforce-eager"]),
  ];
  return [
    ...["-m", "vllm.entrypoints.openai.api_server"],
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...flags.map((name) => `--${name}`),
    ...args,
  ];
}
