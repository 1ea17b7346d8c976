import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { PosthumanError, type Addresses } from "@posthuman/sdk";
import { z } from "zod";
import type { WorkerConfig } from "../config/configSchema.ts";
import { keepWeights } from "../execution/keepWeights.ts";
import { findAlgorithms } from "../process/findAlgorithms.ts";
import { sandboxLimits } from "../process/makeExecution.ts";
import { openDataFolder, type DataFolder } from "../process/openDataFolder.ts";
import { grantDataset, writeBenchmark } from "../refs/documents.ts";
import { followRun } from "../runner/events.ts";
import { ownRun } from "../runner/isolation.ts";
import type { StagedFile } from "../runner/Runner.ts";
import { withScratch } from "./withScratch.ts";

/** Where the weights belong. */
export interface ImportWeightsOptions {
  readonly addresses: Addresses;
  /** The family's custodian; hashed into the weights root. */
  readonly custodian: string;
}

/**
 * Takes a model's folder into the worker's store: safetensors and the JSON files of a model, and nothing that runs code.
 * Works while the worker runs.
 * @returns The weights root to publish the model with.
 * @throws PosthumanError `FILE_UNREADABLE`, `WEIGHTS_FORMAT`.
 */
export async function importWeights(
  { refs, store }: DataFolder,
  folder: string,
  { addresses, custodian }: ImportWeightsOptions,
): Promise<string> {
  await requireFolder(folder);
  const chainId = BigInt(addresses.chainId);
  return keepWeights(folder, {
    refs,
    store,
    chainId,
    registry: addresses.posthuman.ModelRegistry,
    custodian,
  });
}

/** A dataset in the worker's store. */
export interface ImportedDataset {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Takes a file into the worker's store: a family's evaluation set, or the dataset of an asset that the operator serves.
 * Works while the worker runs.
 * @param asset Datatoken of the asset whose buyers may use the dataset.
 * @throws PosthumanError `FILE_UNREADABLE`, `DATASET_EMPTY`.
 */
export async function importDataset(
  { refs, store }: DataFolder,
  file: string,
  asset?: string,
): Promise<ImportedDataset> {
  const info = await requireFile(file);
  const name = basename(file);
  if (info.size === 0) throw new PosthumanError("DATASET_EMPTY", { name });
  const { sha256, size } = await store.put(file);
  await grantDataset(refs, sha256, { name, size, ...(asset === undefined ? {} : { asset }) });
  return { sha256, size };
}

/** What the algorithms report about a benchmark. */
const benchmarkFacts = z.object({
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
  const found = await withScratch(config, algorithms.environments, async ({ data, runner }) => {
    const staged = file === undefined ? [] : [await stageQuestions(data, file)];
    const datasets = file === undefined ? [] : [{ id: "data", files: [basename(file)] }];
    const job = { kind: "benchmark", parameters: { benchmark: name }, datasets, threads: config.threads };
    const id = "benchmark";
    const run = await runner.start({
      id,
      environment: algorithms.command("benchmark"),
      staged,
      documents: { "inputs/job.json": JSON.stringify(job) },
      limits: sandboxLimits(config),
      ...ownRun(config.threads),
    });
    const { failure } = await followRun(run);
    if (failure) throw new PosthumanError(failure.code, failure.args);
    const output = join(await runner.collect(id), "outputs", "benchmark.json");
    return benchmarkFacts.parse(JSON.parse(await readFile(output, "utf8")));
  });
  const { definition, harness, questions } = found;
  if (file === undefined || questions === undefined) return found;
  const { refs, store } = await openDataFolder(config.dataFolder);
  const { sha256 } = await store.put(file);
  await writeBenchmark(refs, {
    name: found.name,
    definition,
    harness,
    questions,
    file: basename(file),
    sha256,
  });
  return found;
}

async function stageQuestions({ store }: DataFolder, file: string): Promise<StagedFile> {
  const { sha256 } = await store.put(file);
  return { path: `inputs/data/${basename(file)}`, sha256 };
}

/** @throws PosthumanError `FILE_UNREADABLE` if there is no file at the path. */
async function requireFile(path: string): Promise<Stats> {
  const info = await statOf(path);
  if (!info.isFile()) throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it is not a file" });
  return info;
}

/** @throws PosthumanError `FILE_UNREADABLE` if there is no folder at the path. */
export async function requireFolder(path: string): Promise<void> {
  const info = await statOf(path);
  if (!info.isDirectory())
    throw new PosthumanError("FILE_UNREADABLE", { path, reason: "it is not a folder" });
}

async function statOf(path: string): Promise<Stats> {
  return stat(path).catch((cause: unknown) => {
    const { code: reason } = cause as { code: string };
    throw new PosthumanError("FILE_UNREADABLE", { path, reason }, { cause });
  });
}
