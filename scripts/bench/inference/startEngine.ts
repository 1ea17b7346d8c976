import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { python } from "../../demo/createRootModel.ts";
import { endWithParent } from "../../stack/endWithParent.ts";
import type { Target } from "./Target.ts";
import { THREADS } from "./threads.ts";

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
