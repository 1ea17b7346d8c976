import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { sandboxJob } from "../testing/sandboxJob.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createProcessRunner } from "./createProcessRunner.ts";
import type { JobEvent } from "./JobEvent.ts";
import type { SandboxJob } from "./SandboxJob.ts";

const algorithms = fileURLToPath(new URL("../../../algorithms", import.meta.url));
const conversion = join(algorithms, "conversion");
const GIBIBYTE = 1024 ** 3;

/** A Llama of two layers with random weights, whose vocabulary is the bytes. */
const TINY_MODEL = `
import sys
from posthuman_algorithms.narrow_imports import import_narrowly
import_narrowly()
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers.models.llama import LlamaConfig, LlamaForCausalLM
from transformers import PreTrainedTokenizerFast
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
tokenizer = Tokenizer(models.BPE({letter: id for id, letter in enumerate(letters)}, []))
tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
PreTrainedTokenizerFast(tokenizer_object=tokenizer).save_pretrained(sys.argv[1])
sizes = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
LlamaForCausalLM(LlamaConfig(vocab_size=256, max_position_embeddings=64, **sizes)).save_pretrained(sys.argv[1])`;

function serving(parent: string, folder: string, args: readonly string[]): SandboxJob {
  const binds = [join(algorithms, "src"), join(folder, "src")];
  return {
    ...sandboxJob(parent, "", {
      ...{ memoryBytes: 4 * GIBIBYTE, processes: 256, openFiles: 1024, wallSeconds: 300 },
      ...{ stateBytes: GIBIBYTE, logBytes: 1024 * 1024 },
    }),
    interpreter: join(folder, ".venv/bin/python"),
    args,
    binds: [...new Set(binds)],
    env: { PYTHONPATH: binds.join(":") },
  };
}

function post(socketPath: string, path: string, body: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { socketPath, path, method: "POST", headers: { "content-type": "application/json" } };
    const sent = request(options, (response) => resolve(text(response)));
    sent.on("error", reject).end(JSON.stringify(body));
  });
}

it("a model is converted and served in the sandbox, over a Unix socket, without network", async () => {
  using scratch = temporaryFolder();
  // As deep as a worker's own folder may lie: a socket's path has at most 107 bytes.
  const parent = join(scratch.path, "a".repeat(100));
  const convert = serving(parent, conversion, ["-m", "posthuman_conversion"]);
  const serve = serving(parent, algorithms, ["-m", "posthuman_algorithms", "serve"]);
  mkdirSync(join(serve.folder, "inputs"), { recursive: true });
  const model = join(scratch.path, "model");
  execFileSync(serve.interpreter, ["-c", TINY_MODEL, model], {
    env: { PYTHONPATH: join(algorithms, "src") },
  });
  cpSync(model, join(serve.folder, "model"), { recursive: true });
  const job = { kind: "serve", task: "causal-lm", model: "tiny", threads: 1, engine: "openvino" };
  writeFileSync(join(serve.folder, "inputs/job.json"), JSON.stringify(job));

  const runner = createProcessRunner();
  expect(await runner.run(convert)).toMatchObject({ exitCode: 0, isolation: "bubblewrap" });
  const stop = new AbortController();
  const { promise: ready, resolve: onReady } = Promise.withResolvers<JobEvent>();
  const running = runner.run(serve, {
    signal: stop.signal,
    onEvent: (event) => void (event.event === "ready" && onReady(event)),
  });
  expect(await Promise.race([ready, running])).toMatchObject({
    event: "ready",
    engine: "openvino",
    context: 64,
  });
  const short = join(scratch.path, "s");
  symlinkSync(join(serve.folder, "state"), short);
  const body = { prompt: "Once", max_tokens: 8, temperature: 0, ignore_eos: true };
  const answer = await post(join(short, "engine.sock"), "/v1/completions", body);
  expect(JSON.parse(answer)).toMatchObject({
    model: "tiny",
    choices: [{ finish_reason: "length" }],
    usage: { prompt_tokens: 4, completion_tokens: 8 },
  });
  stop.abort();
  expect(await running).toMatchObject({ stopped: true, exitCode: null, signal: "SIGTERM" });
}, 300_000);
