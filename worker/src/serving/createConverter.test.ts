import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogger } from "../log/createLogger.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { folderRunner, programRun } from "../testing/sandboxJob.ts";
import { createConverter } from "./createConverter.ts";

const scratch = temporaryFolder();
afterAll(() => scratch[Symbol.dispose]());
const data = await openDataFolder(join(scratch.path, "data"));
const never = new AbortController().signal;
const lines: string[] = [];
const log = createLogger({
  level: "info",
  format: "json",
  secrets: [],
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

let begun = 0;
const runs = join(scratch.path, "runs");
const runner = folderRunner(runs);
function converter(version: string) {
  return createConverter({
    refs: data.refs,
    store: data.store,
    runner,
    version,
    log,
    stage: ({ name }) => ({ staged: [], documents: { "model/do": name } }),
    run: programRun(["-c", PROGRAM]),
    onEvent: (_model, { event }) => void (begun += event === "progress" ? 1 : 0),
  });
}

let made = 0;
function convert(name: string, root: string, version = "v1") {
  const model = { id: "0x1", name, task: "causal-lm", weightsRoot: `0x${root}`, files: [] };
  return converter(version).convert(model, `own-${++made}`, never);
}

test("a model is converted once, and what comes out is kept for the next time", async () => {
  const first = await Promise.all([convert("well", "aa"), convert("well", "aa")]);
  for (const files of first) expect(files.map(({ path }) => path)).toEqual(["model.xml"]);
  const before = begun;
  const [file] = await convert("well", "aa");
  const target = join(scratch.path, "model.xml");
  await data.store.materialise(file?.sha256 ?? "", target);
  expect(readFileSync(target, "utf8")).toBe("converted");
  expect(begun).toBe(before);
  expect(await convert("well", "aa", "v2")).toHaveLength(1);
  expect(begun).toBe(before + 1);
  expect(readdirSync(runs)).toEqual([]);
});

test("that it cannot be converted is remembered; that a conversion broke is not", async () => {
  const before = begun;
  for (let i = 0; i < 2; i++) expect(await convert("refuse", "bb")).toEqual([]);
  expect(begun).toBe(before + 1);
  for (let i = 0; i < 2; i++)
    await expect(convert("crash", "cc")).rejects.toMatchObject({ code: "JOB_CRASHED" });
  expect(begun).toBe(before + 3);
});

test("a link out of the folder is not followed", async () => {
  await expect(convert("link", "dd")).rejects.toMatchObject({ code: "WEIGHTS_FORMAT" });
});
