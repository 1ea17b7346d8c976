import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadConfig, tryAlgorithm } from "@posthuman/worker";
import { safetensors, temporaryFolder } from "@posthuman/worker/testing/fixtures";
import { afterAll, beforeAll, expect, test } from "vitest";
import { algorithmTemplate } from "./algorithms/algorithmTemplate.ts";
import { readAlgorithm } from "./algorithms/readAlgorithm.ts";
import { runPosthuman } from "./testing/runPosthuman.ts";

const scratch = temporaryFolder();
const model = join(scratch.path, "model");
const python = "/usr/bin/python3";
const { "metadata.json": metadata = "", "algorithm.py": hello = "" } = algorithmTemplate("hello");

beforeAll(() => {
  mkdirSync(model);
  writeFileSync(join(model, "config.json"), '{"model_type":"tiny"}');
  writeFileSync(join(model, "model.safetensors"), safetensors(Buffer.alloc(64, "weights")));
});
afterAll(() => scratch[Symbol.dispose]());

/** The folder of a new algorithm with these files. */
function write(name: string, files: Record<string, string>): string {
  const folder = join(scratch.path, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs a program on one text, in this process. */
async function tried(folder: string) {
  const algorithm = await readAlgorithm(folder);
  const job = { kind: "evaluate" as const, model, files: [join(model, "config.json")], parameters: {} };
  return tryAlgorithm(loadConfig({ flags: { python } }), { ...algorithm, ...job });
}

test("a new algorithm has at most 20 lines, and runs; nothing is written over", async () => {
  expect(hello.trim().split("\n").length).toBeLessThan(21);
  const folder = join(scratch.path, "hello");
  expect(await runPosthuman(["algorithm", "init", folder])).toMatchObject({ code: 0, stderr: "" });
  const text = join(scratch.path, "text.txt");
  writeFileSync(text, "One two three");
  const to = join(scratch.path, "out");
  const options = ["--python", python, "--data", text, "--param", "name=Ada", "--to", to];
  const ran = await runPosthuman(["algorithm", "test", folder, "--model", model, ...options]);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  expect(ran.stdout).toMatch(/bubblewrap, no network[^]*report\.json, \d+ bytes:\n.*Hello, Ada!/);
  const report = JSON.parse(readFileSync(join(to, "report.json"), "utf8")) as { words: object };
  expect(Object.values(report.words)).toEqual([3]);
  const again = await runPosthuman(["algorithm", "init", folder]);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("FILE_EXISTS") as string });
});

test("what would fail a job fails its test, with the console and what to do", async () => {
  const folder = write("crashing", { "metadata.json": metadata, "algorithm.py": "import nothing_like_it" });
  const ran = await runPosthuman(["algorithm", "test", folder, "--model", model, "--python", python]);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining("JOB_CRASHED") as string });
  expect(ran.stdout).toContain("No module named 'nothing_like_it'");
});

test("an output that no job may have is named, and what it may have", async () => {
  const program = "open('/data/outputs/result', 'w').write('x')";
  const { failure, outputs } = await tried(
    write("stray", { "metadata.json": metadata, "algorithm.py": program }),
  );
  expect(failure).toMatchObject({ code: "OUTPUT_FORBIDDEN" });
  expect(failure?.message).toContain("only report.json, table.md, plot.png");
  expect(outputs).toEqual([]);
});

test("one of several files becomes an archive that Python runs, always the same", async () => {
  const files = { "metadata.json": metadata, "__main__.py": "import part", "part.py": "print(__file__)" };
  const folder = write("bundle", files);
  const { run, failure } = await tried(folder);
  expect([failure, run.consoleTail]).toEqual([undefined, "/data/transformations/algorithm/part.py\n"]);
  const { sha256 } = await readAlgorithm(folder);
  expect((await readAlgorithm(write("same", { ...files, "README.md": "Not part of it." }))).sha256).toBe(
    sha256,
  );
});

test.each([
  ["without metadata", "ALGORITHM_FOLDER_INVALID", { "algorithm.py": hello }],
  ["with metadata that is no JSON", "ALGORITHM_FOLDER_INVALID", { "metadata.json": "{" }],
  ["without a program", "ALGORITHM_FOLDER_INVALID", { "metadata.json": metadata }],
  ["with wrong metadata", "ALGORITHM_METADATA_INVALID", { "metadata.json": "{}", "algorithm.py": hello }],
])("a folder %s is refused: %s", async (what, code, files) => {
  await expect(readAlgorithm(write(what, files))).rejects.toMatchObject({ code });
});

test("metadata written for Ocean's image keeps it", async () => {
  const container = { entrypoint: "python3.8 $ALGO", image: "oceanprotocol/algo_dockers", tag: "branin" };
  const wanted = { ...(JSON.parse(metadata) as object), algorithm: { language: "python", container } };
  const folder = write("image", { "metadata.json": JSON.stringify(wanted), "algorithm.py": hello });
  expect(await readAlgorithm(folder)).toMatchObject({ image: "oceanprotocol/algo_dockers:branin" });
  await expect(tried(folder)).rejects.toMatchObject({ code: "ALGORITHM_IMAGE_UNKNOWN" });
});
