import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endWithParent } from "../../stack/endWithParent.ts";
import { THREADS } from "./threads.ts";
import type { Target } from "./Target.ts";

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
    assert.equal(child.exitCode, null, "transformers serve did not start; its words stand above");
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
