import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogger } from "../log/createLogger.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { createProcessRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";
import { sandboxJob } from "../testing/sandboxJob.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createConverter } from "./createConverter.ts";

const scratch = temporaryFolder();
afterAll(() => scratch[Symbol.dispose]());
const data = await openDataFolder(join(scratch.path, "data"));
const never = new AbortController().signal;
const lines: string[] = [];
const log = createLogger({
  ...{ level: "info", format: "json", secrets: [] },
  stream: { write: (line: string) => lines.push(line) } as never,
});

/** Does as the model's file says, and notes in the log that it ran. */
const PROGRAM = `
import json, os, sys
os.chdir("/data")
with open("logs/events.jsonl", "a") as log:
    do = open("model/do").read()
    log.write(json.dumps({"event": "progress", "step": 1, "total": 2}) + "\\n")
    if do == "refuse":
        log.write(json.dumps({"event": "error", "code": "MODEL_NOT_CONVERTIBLE", "args": {"reason": "odd"}}) + "\\n")
        log.flush()
        sys.exit(2)
    if do == "crash":
        sys.exit(1)
    os.mkdir("state/openvino")
    open("state/openvino/model.xml", "w").write("converted")
    if do == "link":
        os.symlink("/etc/hostname", "state/openvino/model.bin")
`;

let runs = 0;
function converter(version: string) {
  const { folder: _, ...job } = sandboxJob(scratch.path, PROGRAM);
  return createConverter({
    ...{ refs: data.refs, store: data.store, runner: createProcessRunner(), version, job, log },
    fill(model, folder) {
      mkdirSync(join(folder, "model"), { recursive: true });
      writeFileSync(join(folder, "model", "do"), model.name);
      return Promise.resolve();
    },
    onEvent: (_model, { event }) => void (runs += event === "progress" ? 1 : 0),
  });
}

let made = 0;
function place(name: string, root: string, version = "v1") {
  const model = { id: "0x1", name, task: "causal-lm", weightsRoot: `0x${root}`, files: [] };
  const target = join(scratch.path, `target-${++made}`);
  const found = converter(version).place(model, target, join(scratch.path, `own-${made}`), never);
  return { found, target };
}

test("a model is converted once, and what comes out is kept for the next time", async () => {
  const [one, two] = [place("well", "aa"), place("well", "aa")];
  expect(await one.found).toBe(true);
  expect(await two.found).toBe(true);
  const before = runs;
  const later = place("well", "aa");
  expect(await later.found).toBe(true);
  expect(readFileSync(join(later.target, "model.xml"), "utf8")).toBe("converted");
  expect(runs).toBe(before);
  expect(await place("well", "aa", "v2").found).toBe(true);
  expect(runs).toBe(before + 1);
  expect(readdirSync(scratch.path).filter((name) => name.startsWith("own-"))).toEqual([]);
});

test("that it cannot be converted is remembered; that a conversion broke is not", async () => {
  const before = runs;
  for (let i = 0; i < 2; i++) {
    const { found, target } = place("refuse", "bb");
    expect(await found).toBe(false);
    expect(existsSync(target)).toBe(false);
  }
  expect(runs).toBe(before + 1);
  for (let i = 0; i < 2; i++)
    await expect(place("crash", "cc").found).rejects.toMatchObject({ code: "JOB_CRASHED" });
  expect(runs).toBe(before + 3);
});

test("a link out of the folder is not followed", async () => {
  await expect(place("link", "dd").found).rejects.toMatchObject({ code: "WEIGHTS_FORMAT" });
});
