import { existsSync, readdirSync, readFileSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { createTestRunner, sandboxJob } from "../../testing/sandboxJob.ts";
import type { FollowOptions } from "../events.ts";
import type { SandboxLimits } from "../Runner.ts";

const runner = createTestRunner({ graceSeconds: 1 });
const MEBIBYTE = 1024 * 1024;
/** Seconds in which a job has begun, so that it can be told to end, on any machine. */
const TO_BEGIN = 5;
/** What would go on forever, or for ten minutes, has been ended if it takes less than these seconds. */
const HALF_A_MINUTE = 30;

let scratch: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  scratch = temporaryFolder();
});
afterEach(async () => {
  await expect.poll(sandboxProcesses).toEqual([]);
  scratch[Symbol.dispose]();
});

const run = (program: string, limits: Partial<SandboxLimits> = {}, options: FollowOptions = {}) =>
  runner.run(sandboxJob(scratch.path, program, limits), options);

const output = (name: string) => readFileSync(join(scratch.path, "job", "outputs", name), "utf8");

/** Processes of this test's sandboxes, found by the mark in their command line. */
function sandboxProcesses(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const file = `/proc/${name}/cmdline`;
      const line = existsSync(file) ? readFileOr(file) : "";
      return line.includes("hostile-mark") ? [line] : [];
    });
}

function readFileOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

describe("memory", () => {
  it("of one process is limited", async () => {
    const result = await run("x = []\nwhile True: x.append(bytearray(4_000_000))", {
      memoryBytes: 128 * MEBIBYTE,
    });
    expect(result.failure).toEqual({ code: "JOB_MEMORY_EXCEEDED", args: { limit: 128 * MEBIBYTE } });
    expect(result.peakMemoryBytes).toBeLessThan(256 * MEBIBYTE);
  });

  it("of many processes together is limited", async () => {
    const program = `import os, time
for _ in range(8):
    if os.fork() == 0:
        x = bytearray(b"x") * 40_000_000
        time.sleep(600)
os.wait()
raise SystemExit(1)`;
    const result = await run(program, { memoryBytes: 128 * MEBIBYTE });
    expect(result.failure).toMatchObject({ code: "JOB_MEMORY_EXCEEDED" });
  });

  it("that lies as files in /tmp and /dev/shm is limited", async () => {
    const fill = (folder: string) => `
try:
    with open("${folder}/x", "wb") as file:
        while True: file.write(bytes(1_000_000))
except OSError as error:
    open("/data/outputs/errno", "w").write(str(error.errno))`;
    const roomy = { memoryBytes: 600 * MEBIBYTE, stateBytes: 1000 * MEBIBYTE };
    expect(await run(fill("/tmp"), roomy)).toMatchObject({ exitCode: 0 });
    expect(output("errno")).toBe("28");
    expect(await run(fill("/dev/shm"), roomy)).toMatchObject({ exitCode: 0 });
    const small = await run(`${fill("/tmp")}\nimport time; time.sleep(600)`, {
      ...roomy,
      memoryBytes: 100 * MEBIBYTE,
    });
    expect(small.failure).toMatchObject({ code: "JOB_MEMORY_EXCEEDED" });
  });
});

describe("processes and processor", () => {
  it("a fork bomb stops at the limit", async () => {
    const program = `import os, time
count = 0
try:
    while True:
        if os.fork() == 0:
            time.sleep(600)
            os._exit(0)
        count += 1
except BlockingIOError:
    open("/data/outputs/count", "w").write(str(count))`;
    expect(await run(program, { processes: 20 })).toMatchObject({ exitCode: 0 });
    expect(Number(output("count"))).toBeGreaterThan(5);
    expect(Number(output("count"))).toBeLessThan(20);
  });

  it("a shell's fork bomb dies with its time", async () => {
    const program = `import os; os.execv("/bin/sh", ["sh", "-c", "b() { b | b & b; }; b"])`;
    const result = await run(program, { processes: 20, wallSeconds: 1 });
    expect(result.seconds).toBeLessThan(HALF_A_MINUTE);
  });

  it("a busy loop ends at the processor limit", async () => {
    const result = await run("while True: pass", { cpuSeconds: 1 });
    expect(result.failure).toEqual({ code: "JOB_CPU_EXCEEDED", args: { seconds: 1 } });
    expect(result.seconds).toBeLessThan(HALF_A_MINUTE);
  });

  it("many busy loops count together", async () => {
    const result = await run("import os\nfor _ in range(3): os.fork()\nwhile True: pass", { cpuSeconds: 2 });
    expect(result.failure).toMatchObject({ code: "JOB_CPU_EXCEEDED" });
    expect(result.seconds).toBeLessThan(HALF_A_MINUTE);
  });

  it("open files are limited", async () => {
    await run("x = []\nwhile True: x.append(open('/dev/null'))", { openFiles: 32 }).then((result) => {
      expect(result.failure).toMatchObject({ code: "JOB_CRASHED" });
      expect(result.consoleTail).toContain("Too many open files");
    });
  });
});

describe("time", () => {
  it("ends a job that hangs, which may tidy up first", async () => {
    const program = `import signal, sys, time
def stop(*_):
    open("/data/state/tidy", "w").write("x")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
time.sleep(600)`;
    const wallSeconds = TO_BEGIN;
    const result = await run(program, { wallSeconds });
    expect(result).toMatchObject({
      exitCode: 0,
      failure: { code: "JOB_TIMEOUT", args: { seconds: wallSeconds } },
    });
    expect(existsSync(join(scratch.path, "job/state/tidy"))).toBe(true);
  });

  it("ends by force a job that does not listen", async () => {
    const program = `import signal, time
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
while True: time.sleep(600)`;
    const result = await run(program, { wallSeconds: TO_BEGIN });
    expect(result).toMatchObject({ signal: "SIGKILL", failure: { code: "JOB_TIMEOUT" } });
    expect(result.seconds).toBeLessThan(TO_BEGIN + HALF_A_MINUTE);
  });

  it("is up when the caller says so, which is no failure", async () => {
    const controller = new AbortController();
    const program = "import time\nopen('/data/state/begun', 'w').close()\ntime.sleep(600)";
    const running = run(program, {}, { signal: controller.signal });
    await expect.poll(() => existsSync(join(scratch.path, "job/state/begun"))).toBe(true);
    controller.abort();
    const result = await running;
    expect(result).toMatchObject({ stopped: true, signal: "SIGTERM" });
    expect(result.failure).toBeUndefined();
    const early = await run("import time\ntime.sleep(600)", {}, { signal: AbortSignal.abort() });
    expect(early).toMatchObject({ stopped: true });
  });
});

describe("orphans", () => {
  it.each(["exits well", "is stopped"])("do not survive a job that %s", async (how) => {
    const program = `# hostile-mark
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
        while True:
            open("/data/state/alive", "a").write("x")
            time.sleep(0.01)
    os._exit(0)
os.wait()
while not os.path.exists("/data/state/alive") or os.path.getsize("/data/state/alive") == 0: time.sleep(0.01)
time.sleep(${how === "is stopped" ? 600 : 0})`;
    await run(program, how === "is stopped" ? { wallSeconds: TO_BEGIN } : {});
    const alive = join(scratch.path, "job/state/alive");
    expect(readFileSync(alive).length).toBeGreaterThan(0);
    truncateSync(alive);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(readFileSync(alive)).toHaveLength(0);
  });
});

describe("disk", () => {
  const fill = (path: string) => `
import os, time
n = 0
while True:
    n += 1
    with open("${path}%d" % n, "wb") as file: file.write(bytes(500_000))
    time.sleep(0.005)`;

  it.each([
    ["state", "STATE_TOO_LARGE"],
    ["outputs", "OUTPUT_TOO_LARGE"],
    ["logs", "LOGS_TOO_LARGE"],
  ])("%s is limited", async (folder, code) => {
    expect((await run(fill(`/data/${folder}/`))).failure).toMatchObject({ code });
  });

  it("one file is limited by the kernel", async () => {
    const result = await run("open('/data/state/x','wb').write(bytes(40_000_000))", {
      memoryBytes: 400 * MEBIBYTE,
    });
    expect(result.failure).toMatchObject({ code: "JOB_CRASHED" });
    expect(result.consoleTail).toContain("File too large");
  });

  it.each([
    ["state", "STATE_TOO_LARGE"],
    ["outputs", "OUTPUT_TOO_LARGE"],
    ["logs", "LOGS_TOO_LARGE"],
  ])("the number of files in %s is limited", async (folder, code) => {
    const many = `for n in range(11_000): open("/data/${folder}/%d" % n, "w")`;
    expect((await run(many)).failure).toMatchObject({ code });
  });

  it("holes count, and what is written in the last moment", async () => {
    const holes = `for n in range(9): open("/data/outputs/%d" % n, "wb").truncate(1_000_000)`;
    expect((await run(holes)).failure).toMatchObject({ code: "OUTPUT_TOO_LARGE" });
  });

  it("files count that are held open but removed", async () => {
    const removed = `import os, time
held = []
for n in range(4):
    file = open("/data/state/x", "wb")
    file.write(bytes(10_000_000))
    file.flush()
    os.unlink("/data/state/x")
    held.append(file)
time.sleep(600)`;
    expect((await run(removed)).failure).toMatchObject({ code: "STATE_TOO_LARGE" });
  });

  it("the console is limited, and only its end is kept, without control characters", async () => {
    const flood = "import sys\nwhile True: sys.stdout.write('x' * 100_000)";
    expect((await run(flood)).failure).toMatchObject({ code: "LOGS_TOO_LARGE" });
    const result = await run(`print("\\033[2Jend"); raise SystemExit(3)`);
    expect(result).toMatchObject({ exitCode: 3, failure: { code: "JOB_CRASHED", args: { exitCode: 3 } } });
    expect(result.consoleTail).toBe("\uFFFD[2Jend\n");
  });
});
