import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore, type ArtifactStore } from "../../store/openStore.ts";
import { temporaryFolder } from "../../testing/fixtures.ts";
import { folderRunner, programRun } from "../../testing/sandboxJob.ts";
import { followRun } from "../events.ts";
import type { RunHandle, Runner, RunSpec } from "../Runner.ts";

let scratch: ReturnType<typeof temporaryFolder>;
let store: ArtifactStore;
let runs: string;
let runner: Runner;

beforeEach(async () => {
  scratch = temporaryFolder();
  store = await openStore({ folder: join(scratch.path, "store"), key: randomBytes(32) });
  runs = join(scratch.path, "runs");
  runner = folderRunner(runs, { store });
});
afterEach(() => scratch[Symbol.dispose]());

const spec = (program: string, more: Partial<RunSpec> = {}): RunSpec => ({
  ...programRun(["-c", program]),
  id: "run",
  staged: [],
  documents: {},
  ...more,
});

/** Counts its starts in its state, and goes on until the file `go` is there or it is told to stop. */
const WAIT = `import os, time
open("/data/state/starts", "a").write("x")
while not os.path.exists("/data/state/go"): time.sleep(0.02)`;
const starts = () => readFileSync(join(runs, "run/state/starts"), "utf8");
const hasStarted = async () => expect.poll(() => existsSync(join(runs, "run/state/starts"))).toBe(true);
const letGo = () => writeFileSync(join(runs, "run/state/go"), "");

describe("a runner", () => {
  it("measures from inside of a sandbox what keeps runs from the machine", async () => {
    expect(await runner.probe()).toMatchObject({
      level: "bubblewrap",
      network: "none",
      seccomp: true,
      readOnlyRoot: true,
      noNewPrivileges: true,
      processes: "job",
      disk: "polling",
      kernel: "shared",
    });
    const { uid, memory } = await runner.probe();
    expect(uid).toBeGreaterThan(0);
    expect(["cgroup", "polling"]).toContain(memory);
  });

  it("starts a run of an id once, however often it is asked to while it is under way", async () => {
    const [first, second] = await Promise.all([runner.start(spec(WAIT)), runner.start(spec(WAIT))]);
    await hasStarted();
    const third = await runner.start(spec(WAIT));
    expect(second).toBe(first);
    expect(third).toBe(first);
    letGo();
    expect(await first.ended).toMatchObject({ exitCode: 0, isolation: "bubblewrap" });
    expect(starts()).toBe("x");
  });

  it("starts an ended run anew, which goes on from its state", async () => {
    const first = await runner.start(spec(WAIT));
    await hasStarted();
    letGo();
    await first.ended;
    const again = await runner.start(spec(WAIT));
    expect(again).not.toBe(first);
    expect(await again.ended).toMatchObject({ exitCode: 0 });
    expect(starts()).toBe("xx");
  });

  it("attaches to what is under way, and to nothing that has ended or never was", async () => {
    expect(await runner.attach("run")).toBeUndefined();
    const run = await runner.start(spec(WAIT));
    expect(await runner.attach("run")).toBe(run);
    expect(await runner.attach("another")).toBeUndefined();
    await hasStarted();
    letGo();
    await run.ended;
    expect(await runner.attach("run")).toBeUndefined();
    // Another worker's runs died with it.
    expect(await folderRunner(runs, { store }).attach("run")).toBeUndefined();
  });

  it("forgets a run that could not be started", async () => {
    const missing = spec("", { environment: { digest: "unknown", command: [], variables: {} } });
    await expect(runner.start(missing)).rejects.toMatchObject({ code: "INTERPRETER_UNUSABLE" });
    expect(await runner.attach("run")).toBeUndefined();
    expect(await (await runner.start(spec(""))).ended).toMatchObject({ exitCode: 0 });
  });

  it("stops a run, which may end in its own way first", async () => {
    const program = `import signal, sys, time
def stop(*_):
    open("/data/state/stopped", "w").close()
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
open("/data/state/starts", "w").close()
while True: time.sleep(1)`;
    const run = await runner.start(spec(program));
    await hasStarted();
    await run.stop(30);
    expect(await run.ended).toMatchObject({ stopped: true, exitCode: 0 });
    expect(readdirSync(join(await runner.collect("run"), "state"))).toContain("stopped");
  });

  it("stops a run whose reader fails, and passes the failure on", async () => {
    const program = `import time
open("/data/logs/events.jsonl", "a").write('{"event":"start","algorithm":"train"}\\n')
while True: time.sleep(1)`;
    const run = await runner.start(spec(program));
    const reading = followRun(run, {
      onEvent() {
        throw new Error("the reader's own");
      },
    });
    await expect(reading).rejects.toThrow("the reader's own");
    expect(await run.ended).toMatchObject({ stopped: true });
  });
});

describe("what is staged", () => {
  const put = (bytes: string) => store.put(pieces(bytes));
  // eslint-disable-next-line @typescript-eslint/require-await -- the store takes what comes over time
  async function* pieces(content: string): AsyncGenerator<Uint8Array, void> {
    yield Buffer.from(content);
  }
  const SHOW = `import os
for path in ("model/a", "inputs/set/b", "inputs/job.json", "state/made/c"):
    print(path, open("/data/" + path).read() if os.path.exists("/data/" + path) else "-")`;
  const show = async (more: Partial<RunSpec>) =>
    (await (await runner.start(spec(SHOW, more))).ended).consoleTail.trim().split("\n");

  it("is found where it is named, by what it holds, and stays from one run to the next", async () => {
    const [one, two] = [await put("one"), await put("two")];
    const staged = [
      { path: "model/a", sha256: one.sha256 },
      { path: "inputs/set/b", sha256: two.sha256 },
      { path: "state/made/c", sha256: one.sha256 },
    ];
    const documents = { "inputs/job.json": "{}" };
    const all = ["model/a one", "inputs/set/b two", "inputs/job.json {}", "state/made/c one"];
    expect(await show({ staged, documents })).toEqual(all);
    await store.remove(one.sha256);
    expect(await show({ staged, documents })).toEqual(all);
    const fewer = staged.slice(1, 2);
    expect(await show({ staged: fewer, documents: {} })).toEqual([
      "model/a -",
      "inputs/set/b two",
      "inputs/job.json -",
      "state/made/c one",
    ]);
  });

  it("must be in the store, and lead nowhere else", async () => {
    const missing = { path: "model/a", sha256: "ab".repeat(32) };
    await expect(runner.start(spec("", { staged: [missing] }))).rejects.toMatchObject({
      code: "ARTIFACT_MISSING",
    });
    const paths = ["model", "outputs/a", "model/../../a", "/etc/a", "model//a", "model/./a", "other/a"];
    for (const path of paths) {
      await expect(runner.start(spec("", { documents: { [path]: "" } })), path).rejects.toMatchObject({
        code: "NAME_INVALID",
      });
    }
    for (const id of ["../run", "a/b", "", ".run"])
      await expect(runner.start(spec("", { id }))).rejects.toMatchObject({ code: "NAME_INVALID" });
  });

  it("goes through no link that an earlier run left in its state", async () => {
    const outside = join(scratch.path, "outside");
    mkdirSync(outside);
    await (
      await runner.start(spec("import os; os.mkdir('/data/state/made')"))
    ).ended;
    const state = join(runs, "run/state");
    await runner.remove("run");
    mkdirSync(state, { recursive: true });
    symlinkSync(outside, join(state, "made"));
    const { sha256 } = await put("one");
    expect(await show({ staged: [{ path: "state/made/c", sha256 }] })).toContain("state/made/c one");
    expect(readdirSync(outside)).toEqual([]);
  });

  it("is removed with the run", async () => {
    await (
      await runner.start(spec(""))
    ).ended;
    expect(readdirSync(runs)).toEqual(["run"]);
    await runner.remove("run");
    await runner.remove("run");
    expect(readdirSync(runs)).toEqual([]);
  });
});

describe("an engine", () => {
  const SERVE = `import http.server, socketserver
class Engine(socketserver.UnixStreamServer): pass
class Handler(http.server.BaseHTTPRequestHandler):
    def address_string(self): return ""
    def log_message(self, *_): pass
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"here")
Engine("/data/state/engine.sock", Handler).serve_forever()`;
  const address = (run: RunHandle) => expect.poll(() => run.connect()).toBeDefined();

  it("is reached once it listens, over its socket", async () => {
    const run = await runner.start(spec(SERVE, { socket: "engine.sock" }));
    await address(run);
    const found = (await run.connect())!;
    const sent = request({ ...found.target, path: "/" }).end();
    const [answer] = (await once(sent, "response")) as [NodeJS.ReadableStream];
    expect(await text(answer)).toBe("here");
    found.close();
    await run.stop(1);
  });

  it("is not where an earlier one was, nor where a run has no socket", async () => {
    const served = await runner.start(spec(SERVE, { socket: "engine.sock" }));
    await address(served);
    await served.stop(0);
    expect(existsSync(join(runs, "run/state/engine.sock"))).toBe(true);
    const next = await runner.start(spec(WAIT, { socket: "engine.sock" }));
    expect(await next.connect()).toBeUndefined();
    await next.stop(0);
    const without = await runner.start(spec(WAIT));
    expect(await without.connect()).toBeUndefined();
    await without.stop(0);
  });
});
