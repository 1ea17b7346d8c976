import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { engineUnderTest, temporaryFolder, type EngineUnderTest } from "../testing/fixtures.ts";
import { createTestRunner, sandboxJob, type TestJob } from "../testing/sandboxJob.ts";
import { vllmArguments } from "./vllm/serveByVllm.ts";
import { vllmEnvironment, vllmRun } from "./vllm/vllmSandbox.ts";

const algorithms = fileURLToPath(new URL("../../../algorithms", import.meta.url));
const conversion = join(algorithms, "conversion");
const GIBIBYTE = 1024 ** 3;

const PROMPTS = ["Once", "A", "There was a king", "the the the"];
const TOKENS = 24;

/**
 * A Llama of two layers with random weights, whose vocabulary is the bytes, and which writes letters: so a text says what
 * its tokens are. Says what transformers' own generate makes of the prompts.
 */
const TINY_MODEL = `
import json, sys
from posthuman_algorithms.runtime.narrow_imports import import_narrowly
import_narrowly()
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers.models.llama import LlamaConfig, LlamaForCausalLM
from transformers import PreTrainedTokenizerFast
import torch
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
tokenizer = Tokenizer(models.BPE({letter: id for id, letter in enumerate(letters)}, []))
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(sys.argv[1])
sizes = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 1}
torch.manual_seed(3)
wide = {"initializer_range": 0.4, "bos_token_id": None, "eos_token_id": None}
model = LlamaForCausalLM(LlamaConfig(vocab_size=256, max_position_embeddings=64, **sizes, **wide)).eval()
model.lm_head.weight.data[[id for id, letter in enumerate(letters) if not (letter.isascii() and letter.isalpha())]] = 0
model.save_pretrained(sys.argv[1])
answers = []
for prompt in json.loads(sys.argv[2]):
    ids = torch.tensor([tokenizer.encode(prompt).ids])
    made = model.generate(ids, max_new_tokens=int(sys.argv[3]), do_sample=False)[0, ids.shape[1]:]
    answers.append(tokenizer.decode(made.tolist()))
print(json.dumps(answers))`;

function limited(parent: string): TestJob {
  return sandboxJob(parent, "", {
    memoryBytes: 8 * GIBIBYTE,
    processes: 512,
    openFiles: 4096,
    wallSeconds: 900,
    stateBytes: GIBIBYTE,
    logBytes: 1024 * 1024,
  });
}

function serving(parent: string, folder: string, args: readonly string[]): TestJob {
  const binds = [join(algorithms, "src"), join(folder, "src")];
  return {
    ...limited(parent),
    interpreter: join(folder, ".venv/bin/python"),
    args,
    binds: [...new Set(binds)],
    env: { PYTHONPATH: binds.join(":") },
  };
}

/** What serves: our own engines, or vLLM as it is. */
function engineJob(parent: string, { engine, vllm }: EngineUnderTest): TestJob {
  if (engine !== "vllm" || !vllm) return serving(parent, algorithms, ["-m", "posthuman_algorithms", "serve"]);
  const settings = { model: "tiny", cache: GIBIBYTE / 8, dtype: "float32", hasDevice: false, args: [] };
  const found = { ...vllm, devices: [] };
  const { interpreter, binds, variables } = vllmEnvironment(found);
  const { environment } = vllmRun(found, vllmArguments(settings), 1);
  return {
    ...limited(parent),
    interpreter,
    binds,
    devices: [],
    loopback: true,
    args: environment.command,
    env: { ...variables, ...environment.variables },
  };
}

function ask(socketPath: string, path: string, body?: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const options = { socketPath, path, method, headers: { "content-type": "application/json" } };
    const sent = request(options, (response) => resolve(text(response)));
    sent.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}

it("a model is served in the sandbox, over a Unix socket, without network, as generate would answer", async () => {
  using scratch = temporaryFolder();
  const tested = engineUnderTest("openvino");
  // As deep as a worker's own folder may lie: a socket's path has at most 107 bytes.
  const parent = join(scratch.path, "a".repeat(100));
  const convert = serving(parent, conversion, ["-m", "posthuman_conversion"]);
  const serve = engineJob(parent, tested);
  mkdirSync(join(serve.folder, "inputs"), { recursive: true });
  const model = join(scratch.path, "model");
  const said = execFileSync(
    join(algorithms, ".venv/bin/python"),
    ["-c", TINY_MODEL, model, JSON.stringify(PROMPTS), String(TOKENS)],
    { env: { PYTHONPATH: join(algorithms, "src") }, stdio: ["ignore", "pipe", "ignore"] },
  );
  const expected = JSON.parse(said.toString()) as string[];
  cpSync(model, join(serve.folder, "model"), { recursive: true });
  const { engine } = tested;
  const job = { kind: "serve", task: "causal-lm", model: "tiny", threads: 1, engine };
  writeFileSync(join(serve.folder, "inputs/job.json"), JSON.stringify(job));

  const runner = createTestRunner();
  if (engine === "openvino")
    expect(await runner.run(convert)).toMatchObject({ exitCode: 0, isolation: "bubblewrap" });
  const stop = new AbortController();
  const running = runner.run(serve, { signal: stop.signal });
  const over = running.then((result) => expect.fail(`it ended: ${result.consoleTail}`));
  over.catch(() => undefined);
  const short = join(scratch.path, "s");
  symlinkSync(join(serve.folder, "state"), short);
  const socket = join(short, "engine.sock");
  const models = () => ask(socket, "/v1/models").catch(() => undefined);
  const listed = vi.waitUntil(models, { timeout: 840_000, interval: 100 });
  expect(JSON.parse(await Promise.race([listed, over]))).toMatchObject({ data: [{ max_model_len: 64 }] });
  const answers = PROMPTS.map(async (prompt, i) => {
    const body = { model: "tiny", prompt, max_tokens: TOKENS, temperature: 0 };
    expect(JSON.parse(await ask(socket, "/v1/completions", body))).toMatchObject({
      model: "tiny",
      choices: [{ finish_reason: "length", text: expected[i] }],
      usage: { prompt_tokens: prompt.length, completion_tokens: TOKENS },
    });
  });
  await Promise.all(answers);
  stop.abort();
  expect(await running).toMatchObject({ stopped: true });
}, 900_000);
