import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { cancelJob, fetchAbout, fetchJob, parseEvaluationReport, transferDatatoken } from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { requestUnchecked } from "@posthuman/sdk/testing/requestUnchecked";
import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { WorkerConfigInput } from "../config/configSchema.ts";
import { loadConfig } from "../config/loadConfig.ts";
import { importBenchmark, importWeights } from "../operator/imports.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { startFamily, type Family } from "../testing/startFamily.ts";
import { startNode, type TestNode } from "../testing/startNode.ts";
import { refusalOf, statesOf, watchJob } from "../testing/watchJob.ts";

/** The real algorithms and the real harness, on a tiny model and a tiny data set in ARC's form. */
const ALGORITHMS = fileURLToPath(new URL("../../../algorithms", import.meta.url));
const PYTHON = join(ALGORITHMS, ".venv", "bin", "python");

const scratch = temporaryFolder();
let family: Family;
let node: TestNode;
let config: WorkerConfigInput;
let folder: string;
let model: string;

beforeAll(async () => {
  folder = join(scratch.path, "benchmark");
  const env = { ...process.env, PYTHONPATH: join(ALGORITHMS, "src"), PYTHONDONTWRITEBYTECODE: "1" };
  const program = join(ALGORITHMS, "tests", "tiny_benchmark.py");
  [family] = await Promise.all([startFamily(), promisify(execFile)(PYTHON, [program, folder], { env })]);
  config = await family.prepareNode("w1", { config: { algorithms: ALGORITHMS, python: PYTHON } });
  node = await startNode(config);
  const { alice, bob, market } = family;
  const custody = { addresses: market.addresses, custodian: alice.account ?? "" };
  const data = await openDataFolder(join(family.folder, "w1"));
  const weightsRoot = await importWeights(data, join(folder, "model"), custody);
  model = await publishRoot(alice, { name: "Arc-1", weightsRoot });
  await transferDatatoken(alice, { token: model, to: bob.account ?? "", amount: parseEther("10") });
}, 120_000);
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
  scratch[Symbol.dispose]();
});

const operator = (name: string, file?: string) =>
  importBenchmark(loadConfig({ flags: { ...config } }), name, file);

async function request(benchmark: string): Promise<string> {
  const parameters = { benchmark };
  const { id } = await requestUnchecked(family.bob, {
    endpoint: node.url,
    kind: "evaluate",
    model,
    parameters,
  });
  return id;
}

test("a benchmark whose questions are not here is refused before the lease", async () => {
  expect((await fetchAbout(node.url)).benchmarks).toEqual([]);
  const job = await request("arc_easy");
  expect(await refusalOf(node.url, job)).toBe("BENCHMARK_MISSING");
  expect(await fetchJob(node.url, job)).toMatchObject({
    attempts: 0,
    error: { args: { name: "arc_easy", known: "none" } },
  });
  await cancelJob(family.bob, job);
});

test(
  "a benchmark that the operator brought is offered, run in the sandbox, and scored as by hand",
  { timeout: 120_000 },
  async () => {
    expect(await operator("arc_easy", join(folder, "arc.jsonl"))).toMatchObject({
      source: "allenai/ai2_arc ARC-Easy",
      split: "test",
      questions: 24,
    });
    expect((await fetchAbout(node.url)).benchmarks).toEqual([{ name: "arc_easy", questions: 24 }]);
    const job = await request("arc_easy");
    expect(statesOf(await watchJob(family.bob, job)).at(-1)).toBe("Settled");
    const results = join(family.folder, "results");
    const { receipt } = await fetchResults(family.bob, { endpoint: node.url, job, folder: results });
    const report = parseEvaluationReport(readFileSync(join(results, "report.json"), "utf8"))!;
    const { right, guessing } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as {
      right: { acc: number[]; acc_norm: number[] };
      guessing: number;
    };
    expect(report.profile.models[0]?.values).toEqual(right.acc);
    for (const [name, values] of Object.entries(right)) {
      const n = values.length;
      const mean = values.reduce((sum, one) => sum + one) / n;
      const deviation = Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1));
      const { value, error, interval } = report.rows[0]!.metrics[name]!;
      expect(value).toBeCloseTo(mean, 12);
      expect(error).toBeCloseTo(deviation / Math.sqrt(n), 12);
      // Wide enough to be right, and no wider than the normal approximation says, within the draws' own noise.
      expect((interval![1] - interval![0]) / (2 * 1.96 * error!)).toBeCloseTo(1, 0);
      expect(receipt.metrics[name]).toBe(value);
    }
    const others = report.rows
      .slice(1)
      .map(({ kind, model: name, metrics }) => [kind, name, metrics["acc"]?.value]);
    expect(others).toEqual([
      ["baseline", "guessing", expect.closeTo(guessing, 12)],
      ["published", "GPT-3 175B", 0.688],
      ["published", "LLaMA 7B", 0.728],
    ]);
    expect(report.benchmark).toMatchObject({ name: "arc_easy", questions: 24, examples: 0 });
  },
);
