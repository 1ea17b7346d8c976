import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { createLogger } from "../../log/createLogger.ts";
import { sandboxJob } from "../../testing/sandboxJob.ts";
import { vllmError } from "../engineAnswer.ts";
import { serveByVllm, toVllm } from "./serveByVllm.ts";
import { vllmEnvironment } from "./vllmSandbox.ts";

const model = { id: "0xabc", name: "Tiny", task: "causal-lm", weightsRoot: "0x1", files: [] };

function serve(devices: readonly string[]) {
  const stream = new PassThrough();
  const log = createLogger({ level: "info", format: "json", stream, secrets: [] });
  const { limits } = sandboxJob("", "");
  const vllm = { python: "/env/bin/python", devices: [], dtype: "bfloat16" as const, args: ["--seed", "1"] };
  const found = { python: vllm.python, devices };
  const prepare = serveByVllm(found, { vllm, cache: 2 ** 30 }, { threads: 3, limits, log });
  const logged = () => text(stream.end());
  return { prepare, logged };
}

it("vLLM's own server runs on the folder's socket, shares nothing and tells nobody", () => {
  const run = serve([]).prepare(model);
  const command = run?.environment.command.join(" ");
  for (const part of [
    "-m vllm.entrypoints.openai.api_server --model ./model --uds state/engine.sock",
    "--served-model-name 0x1 --dtype bfloat16 --seed",
    `--kv-cache-memory-bytes ${2 ** 30}`,
    "--no-enable-prefix-caching",
    "--enforce-eager --seed 1",
  ])
    expect(command).toContain(part);
  expect(run).toMatchObject({ resources: { cpus: 3, gpus: 0 }, network: "loopback", socket: "engine.sock" });
  expect(run?.environment.variables).toMatchObject({
    HF_HUB_OFFLINE: "1",
    VLLM_NO_USAGE_STATS: "1",
    OMP_NUM_THREADS: "3",
  });
  const environment = vllmEnvironment({ python: "/env/bin/python", devices: [] });
  expect(environment).toEqual({ interpreter: "/env/bin/python", binds: [], devices: [], variables: {} });
});

it("a graphics processor gets its device files and compiled graphs", () => {
  const devices = ["/dev/nvidia0"];
  const run = serve(devices).prepare(model);
  expect(run?.resources.gpus).toBe(1);
  expect(vllmEnvironment({ python: "/env/bin/python", devices }).devices).toEqual(devices);
  expect(run?.environment.command).not.toContain("--enforce-eager");
  expect(run?.environment.variables).not.toHaveProperty("TORCHDYNAMO_DISABLE");
});

it("what it does not serve falls to another engine, and the log says why", async () => {
  const { prepare, logged } = serve([]);
  expect(prepare({ ...model, task: "masked-lm", weightsRoot: "0x2" })).toBeUndefined();
  prepare(model)?.outside?.onUnfit("RuntimeError: head_dim=16");
  expect(prepare(model)).toBeUndefined();
  const said = await logged();
  expect(said).toContain("its task is masked-lm");
  expect(said).toContain("head_dim=16");
});

it("requests mean the same to it as to the other engines", () => {
  expect(toVllm({ prompt: "A", temperature: 0, n: 2, top_p: 0.5 })).toEqual({
    prompt: "A",
    n: 2,
    temperature: 1,
    top_k: 1,
  });
  const plain = { prompt: "A", temperature: 0, n: 1, seed: 3 };
  expect(toVllm(plain)).toEqual(plain);
  expect(toVllm({ prompt: "A", top_p: 0 })).toEqual({ prompt: "A", top_p: 1e-6 });
});

it("its refusals have our names where we have one", () => {
  const long = "This model's maximum context length is 64 tokens. However, your prompt contains";
  expect(vllmError(`${long} at least 65 input tokens, which exceeds this limit.`)).toMatchObject({
    code: "CONTEXT_TOO_LONG",
    args: { tokens: 65, limit: 64, param: "prompt" },
  });
  expect(vllmError(`${long} 10000 characters (more than 64 characters).`)).toMatchObject({
    code: "CONTEXT_TOO_LONG",
    args: { tokens: "more than 64", limit: 64 },
  });
  const template = "As of transformers v4.44, default chat template is no longer allowed, so you must";
  expect(vllmError(template)).toMatchObject({ code: "CHAT_TEMPLATE_MISSING" });
  expect(vllmError("Token id 300 is out of vocabulary")).toBeUndefined();
});
