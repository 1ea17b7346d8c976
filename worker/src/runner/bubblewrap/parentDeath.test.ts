import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { createTestRunner, sandboxJob } from "../../testing/sandboxJob.ts";

const runnerFile = fileURLToPath(new URL("../../testing/sandboxJob.ts", import.meta.url));

it("a job dies with its worker, even if that is killed by force, and the next run goes on from its state", async () => {
  using scratch = temporaryFolder();
  const program = `import os, signal, sys, time
beat = open("/data/state/beat", "a")
if os.path.exists("/data/state/goal"): sys.exit(0)
if os.fork() == 0: os.setsid()
for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
open("/data/state/goal", "w").close()
while True:
    beat.write("x"); beat.flush(); time.sleep(0.01)`;
  const job = sandboxJob(scratch.path, program);
  const worker = spawn(
    process.execPath,
    [
      ...["--input-type=module", "-e"],
      `const { createTestRunner } = await import(${JSON.stringify(runnerFile)});
       await createTestRunner().run(${JSON.stringify(job)});`,
    ],
    { stdio: "inherit" },
  );
  const beat = join(job.folder, "state/beat");
  await expect.poll(() => existsSync(beat) && statSync(beat).size).toBeGreaterThan(5);
  worker.kill("SIGKILL");
  await once(worker, "exit");
  const beats = async () => {
    const size = statSync(beat).size;
    await sleep(300);
    return statSync(beat).size - size;
  };
  await expect.poll(beats).toBe(0);
  expect(await createTestRunner().run(job)).toMatchObject({ exitCode: 0 });
});
