import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { createTestRunner, sandboxJob } from "../../testing/sandboxJob.ts";
import type { JobEvent } from "../events.ts";
import { isolationPolicies } from "../isolation.ts";
import * as bubblewrap from "./sandbox.ts";

let scratch: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  scratch = temporaryFolder();
});
afterEach(() => {
  vi.mocked(bubblewrap.findBubblewrap).mockReset();
  vi.unstubAllEnvs();
  scratch[Symbol.dispose]();
});

vi.mock("./sandbox.ts", { spy: true });

/** A program that stands where bubblewrap would. */
function standIn(script: string): void {
  const path = join(scratch.path, "bwrap");
  writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  vi.mocked(bubblewrap.findBubblewrap).mockResolvedValue(path);
}

const report = (event: unknown) =>
  `open("/data/logs/events.jsonl", "a").write('''${JSON.stringify(event)}\n''')\n`;

describe("a run", () => {
  it("reads its inputs, keeps its state from one run to the next, and reports events", async () => {
    const program = `import os
assert open("/data/inputs/job.json").read() == "{}"
assert os.environ["POSTHUMAN_JOB"] == "/data" and os.getcwd() == "/data"
beats = open("/data/state/beats", "a+")
beats.write("x")
${report({ event: "start", algorithm: "train", total: 2 })}${report({ event: "end" })}`;
    const job = sandboxJob(scratch.path, program);
    mkdirSync(join(job.folder, "inputs"), { recursive: true });
    writeFileSync(join(job.folder, "inputs", "job.json"), "{}", { mode: 0o600 });
    const events: JobEvent[] = [];
    const runner = createTestRunner();
    for (let time = 0; time < 2; time++) {
      const result = await runner.run(job, { onEvent: (event) => events.push(event) });
      expect(result).toMatchObject({ exitCode: 0, signal: null, stopped: false, isolation: "bubblewrap" });
      expect(result.failure).toBeUndefined();
    }
    expect(events.map(({ event }) => event)).toEqual(["start", "end", "start", "end"]);
    expect(readFileSync(join(job.folder, "state/beats"), "utf8")).toBe("xx");
  });

  it.each([
    ["DATASET_EMPTY", "DATASET_EMPTY"],
    // Not in the catalogue, none that an algorithm may raise, one that would make the worker try again.
    ["NO_SUCH_CODE", "JOB_CRASHED"],
    ["SANDBOX_UNAVAILABLE", "JOB_CRASHED"],
    ["RPC_UNREACHABLE", "JOB_CRASHED"],
  ])("that reports the error %s fails with %s", async (code, expected) => {
    const program = `${report({ event: "error", code, args: { name: "a.txt" } })}raise SystemExit(2)`;
    const result = await createTestRunner().run(sandboxJob(scratch.path, program));
    expect(result).toMatchObject({ exitCode: 2, failure: { code: expected } });
    if (expected === code) expect(result.failure?.args).toEqual({ name: "a.txt" });
  });

  it.each([
    ["raise SystemExit(7)", { exitCode: 7, signal: null }],
    ["import os; os.abort()", { exitCode: null, signal: "SIGABRT" }],
    ["import os; os.kill(os.getpid(), 9)", { exitCode: null, signal: "SIGKILL" }],
  ])("tells how %j ended", async (program, end) => {
    const result = await createTestRunner().run(sandboxJob(scratch.path, program));
    expect(result).toMatchObject({ ...end, failure: { code: "JOB_CRASHED" } });
  });
});

describe("without a sandbox", () => {
  const unavailable = (reason: RegExp) => ({
    code: "SANDBOX_UNAVAILABLE",
    args: { level: "bubblewrap", reason: expect.stringMatching(reason) as string },
  });
  const marker = () => join(scratch.path, "ran");
  const job = () => sandboxJob(scratch.path, `open(${JSON.stringify(marker())}, "w")`);

  it.each<[string, string, RegExp]>([
    ["is too old", "echo bubblewrap 0.6.1", /older than 0.8/],
    [
      "may not make namespaces",
      'test "$1" = --version && echo bubblewrap 0.9.0 && exit; echo "bwrap: setting up uid map: Permission denied" >&2; exit 1',
      /does not run here .*uid map: Permission denied/,
    ],
  ])("nothing runs: bubblewrap %s", async (_, script, reason) => {
    standIn(script);
    await expect(createTestRunner().run(job())).rejects.toMatchObject(unavailable(reason));
    expect(() => readFileSync(marker())).toThrow("ENOENT");
  });

  it("nothing runs: bubblewrap is missing, until it is installed", async () => {
    vi.mocked(bubblewrap.findBubblewrap).mockResolvedValueOnce(undefined);
    const runner = createTestRunner();
    await expect(runner.run(job())).rejects.toMatchObject(unavailable(/not installed/));
    expect(await runner.probe()).toMatchObject({ level: "bubblewrap" });
  });

  it("a sandbox that fails to start later is no crash of the job", async () => {
    const lost = { ...sandboxJob(scratch.path, ""), binds: [join(scratch.path, "missing")] };
    await expect(createTestRunner().run(lost)).rejects.toMatchObject(unavailable(/missing/));
  });

  it("a job runs only if the operator said so, still without the worker's environment", async () => {
    vi.mocked(bubblewrap.findBubblewrap).mockResolvedValue(undefined);
    vi.stubEnv("WORKER_SECRET", "x");
    const runner = createTestRunner({ policy: isolationPolicies.none, graceSeconds: 1 });
    const program = `import os; open(os.environ["POSTHUMAN_JOB"] + "/outputs/env", "w").write(repr(dict(os.environ)))`;
    expect(await runner.probe()).toMatchObject({ level: "none", reason: "bubblewrap is not installed" });
    const result = await runner.run(sandboxJob(scratch.path, program));
    expect(result).toMatchObject({ exitCode: 0, isolation: "none" });
    expect(readFileSync(join(scratch.path, "job/outputs/env"), "utf8")).not.toContain("WORKER_SECRET");
    const foreign = { ...sandboxJob(scratch.path, program), foreign: true };
    await expect(runner.run(foreign)).rejects.toMatchObject(unavailable(/not installed/));
    const hang = sandboxJob(scratch.path, "import time; time.sleep(60)", { wallSeconds: 1 });
    expect(await runner.run(hang)).toMatchObject({ failure: { code: "JOB_TIMEOUT" }, signal: "SIGTERM" });
  });
});
