import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import type { RequestOptions } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gateBefore } from "@posthuman/worker/testing/gateBefore";
import { python } from "../../demo/materials.ts";
import { endWithParent } from "../../stack/startWorker.ts";
import { CONTEXT } from "./makeModel.ts";

/** Something that serves the model as OpenAI does, ready to be asked. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  /** Where and how to reach it: a socket, or a host with a port, and headers. */
  readonly options: RequestOptions;
  /** The model's name in requests. */
  readonly model: string;
}

const algorithms = join(import.meta.dirname, "../../../algorithms");

/** Converts the model and starts our engine on it, bare: a process with a socket, without worker and sandbox. */
export async function startEngine(model: string, folder: string): Promise<Target> {
  for (const name of ["inputs", "state", "logs"]) await mkdir(join(folder, name), { recursive: true });
  await symlink(model, join(folder, "model"));
  const job = { kind: "serve", task: "causal-lm", model: "bench", threads: THREADS, engine: "openvino" };
  await writeFile(join(folder, "inputs/job.json"), JSON.stringify(job));
  const source = join(algorithms, "src");
  const conversion = join(algorithms, "conversion");
  const convert = start(join(conversion, ".venv/bin/python"), ["-m", "posthuman_conversion"], folder, [
    join(conversion, "src"),
    source,
  ]);
  const [code] = (await once(convert, "exit")) as [number];
  assert.equal(code, 0, "the model could not be converted");
  const engine = start(python, ["-m", "posthuman_algorithms", "serve"], folder, [source]);
  const socketPath = join(folder, "state/engine.sock");
  while (!existsSync(socketPath)) {
    assert.equal(engine.exitCode, null, "the engine did not start");
    await sleep(100);
  }
  return {
    name: "engine",
    options: { socketPath },
    model: "bench",
    async [Symbol.asyncDispose]() {
      const ended = once(engine, "exit");
      engine.kill();
      await ended;
    },
  };
}

function start(program: string, args: readonly string[], folder: string, path: readonly string[]) {
  const env = { ...process.env, POSTHUMAN_JOB: folder, PYTHONPATH: path.join(":") };
  return endWithParent(spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] }));
}

/** Puts the worker's endpoint before a bare engine: keys, budgets, turns, hashes, and a row on the disk for each call. */
export async function startPath({ options: { socketPath = "" } }: Target): Promise<Target> {
  const gate = await gateBefore(socketPath ?? "", CONTEXT);
  const { hostname, port } = new URL(gate.url);
  return {
    name: "whole path",
    options: { host: hostname, port, headers: { authorization: `Bearer ${gate.key}` } },
    model: gate.model,
    [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
  };
}

const project = join(import.meta.dirname, "../../../algorithms");

/** Starts `transformers serve` of the locked version; the packages that only it needs are added for this run. */
export async function startBaseline(model: string): Promise<Target> {
  const port = await findPort();
  const extras = ["openai", "fastapi", "uvicorn", "pydantic", "rich"];
  const args = [
    ...["run", "--quiet", "--project", project, "--no-sync", ...extras.flatMap((name) => ["--with", name])],
    // Its own script would not see what is added.
    ...["python", "-c", "from transformers.cli.transformers import main; main()"],
    ...["serve", model, "--device", "cpu", "--dtype", "float32"],
    ...["--host", "127.0.0.1", "--port", String(port), "--log-level", "error"],
  ];
  const env = { ...process.env, HF_HUB_OFFLINE: "1", OMP_NUM_THREADS: String(THREADS) };
  const child = endWithParent(spawn("uv", args, { env, stdio: ["ignore", "ignore", "inherit"] }));
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer?.ok) break;
    assert.equal(child.exitCode, null, "transformers serve did not start; see its output above");
    await sleep(200);
  }
  return {
    name: "transformers serve",
    options: { host: "127.0.0.1", port },
    model,
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

/** A port that nobody listens on just now. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Compute threads of every engine. */
const THREADS = availableParallelism();
