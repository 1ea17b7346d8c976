import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import { z } from "zod";
import type { WorkerConfig } from "../config/configSchema.ts";
import { findAlgorithms } from "../process/findAlgorithms.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { sandboxLimits } from "../process/sandboxLimits.ts";
import { writeBenchmark } from "../refs/documents.ts";
import { createProcessRunner } from "../runner/bubblewrap/createBubblewrapRunner.ts";

const about = z.object({
  name: z.string(),
  definition: z.string(),
  harness: z.string(),
  source: z.string(),
  split: z.string(),
  questions: z.number().optional(),
});

/** What is known of a standard benchmark. */
export interface BenchmarkImport {
  readonly name: string;
  /** The harness, and its version. */
  readonly harness: string;
  /** The data set on the Hugging Face Hub that the questions are from, and its configuration. */
  readonly source: string;
  /** Which part of it the harness takes. */
  readonly split: string;
  /** How many questions were taken in; nothing where no file was given. */
  readonly questions?: number | undefined;
}

/**
 * Takes the questions of a standard benchmark into the worker's store, once every one of them was made as an evaluation
 * will make it, in a sandbox. Works while the worker runs, which offers the benchmark from then on.
 * @param name As EleutherAI's harness calls it.
 * @param file The data set's split as .parquet, .jsonl, .json or .csv; without one, it is only told where to get it.
 * @throws PosthumanError `BENCHMARK_UNKNOWN`, `BENCHMARK_DATA_INVALID`, `FILE_UNREADABLE`, `SANDBOX_UNAVAILABLE`,
 * `INTERPRETER_UNUSABLE`.
 */
export async function importBenchmark(
  config: WorkerConfig,
  name: string,
  file?: string,
): Promise<BenchmarkImport> {
  if (file !== undefined) await requireFile(file);
  const algorithms = await findAlgorithms(config);
  const folder = await mkdtemp(join(tmpdir(), "posthuman-benchmark-"));
  try {
    const data = join(folder, "inputs", "data");
    await mkdir(data, { recursive: true });
    if (file !== undefined) await copyFile(file, join(data, basename(file)));
    const datasets = file === undefined ? [] : [{ id: "data", files: [basename(file)] }];
    const job = { kind: "benchmark", parameters: { benchmark: name }, datasets, threads: config.threads };
    await writeFile(join(folder, "inputs", "job.json"), JSON.stringify(job));
    const runner = createProcessRunner({ policy: { minimum: config.isolation } });
    const limits = sandboxLimits(config);
    const run = await runner.run({ folder, limits, ...algorithms.command("benchmark") });
    if (run.failure) throw new PosthumanError(run.failure.code, run.failure.args);
    const found = about.parse(JSON.parse(await readFile(join(folder, "outputs", "benchmark.json"), "utf8")));
    if (file === undefined || found.questions === undefined) return found;
    const { refs, store } = await openDataFolder(config.dataFolder);
    const { sha256 } = await store.put(file);
    await writeBenchmark(refs, {
      ...{ name: found.name, definition: found.definition, harness: found.harness },
      ...{ questions: found.questions, file: basename(file), sha256 },
    });
    return found;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function requireFile(path: string): Promise<void> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new PosthumanError(
      "FILE_UNREADABLE",
      { path, reason: (cause as { code: string }).code },
      { cause },
    );
  });
  if (!info.isFile()) throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it is no file" });
}
