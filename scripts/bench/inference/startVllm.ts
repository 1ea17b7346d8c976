import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { vllmCommand } from "@posthuman/worker/testing/vllmCommand";
import { endWithParent } from "../../stack/endWithParent.ts";
import type { Target } from "./Target.ts";
import { THREADS } from "./threads.ts";

/** Starts vLLM on the processor, bare, by the Python of its environment. */
export async function startVllm(python: string, model: string, folder: string): Promise<Target> {
  await mkdir(join(folder, "state"), { recursive: true });
  await symlink(model, join(folder, "model"));
  const { args, env } = vllmCommand(python, "bench", THREADS);
  const engine = endWithParent(
    spawn(python, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "inherit"],
    }),
  );
  const socketPath = join(folder, "state/engine.sock");
  while (!existsSync(socketPath)) {
    assert.equal(engine.exitCode, null, "vLLM did not start");
    await sleep(500);
  }
  return {
    name: "vLLM",
    options: { socketPath },
    model: "bench",
    async [Symbol.asyncDispose]() {
      const ended = once(engine, "exit");
      engine.kill();
      await ended;
    },
  };
}
