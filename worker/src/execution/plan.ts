import { benchmarkOf, PosthumanError, type Manifest, type WeightsFile } from "@posthuman/sdk";
import type { PlannedAlgorithm } from "../foreignAlgorithms/checkAlgorithm.ts";
import {
  didOfPaid,
  planAlgorithm,
  shortId,
  type AlgorithmSources,
  type DidOfPaid,
} from "../foreignAlgorithms/planAlgorithm.ts";
import type { ChainModel } from "../job/ChainJob.ts";
import { requireTask } from "../job/modelTask.ts";
import type { JobOrder } from "../job/order.ts";
import { grantsOf, listBenchmarks, mayUse, readWeights, type Benchmark } from "../refs/documents.ts";
import type { Refs } from "../refs/openRefs.ts";
import type { ArtifactStore } from "../store/openStore.ts";

/** An order with everything that carrying it out takes, all of it found and allowed. */
export interface PlannedJob {
  readonly order: JobOrder;
  readonly model: ModelWeights;
  readonly inputs: readonly PlannedInput[];
  /** Runs in place of the worker's own algorithm. */
  readonly algorithm?: PlannedAlgorithm | undefined;
  /** Ancestors, the parent first; for `evaluate` only. */
  readonly lineage: readonly ModelWeights[];
  /** The standard benchmark to run. */
  readonly benchmark?: Benchmark | undefined;
  /** SHA-256 of the family's evaluation set; for `train` only. */
  readonly evaluationSet?: string | undefined;
}

/** A model on this worker: what it is called, and its files. */
interface ModelWeights {
  readonly name: string;
  readonly files: readonly WeightsFile[];
}

/** A dataset of a job: its folder and file below `inputs`, and what the requester calls it. */
interface PlannedInput {
  readonly id: string;
  readonly file: string;
  readonly name: string;
  readonly sha256: string;
}

/** Where a plan's parts are found. */
export interface PlanSources extends AlgorithmSources {
  /** What a model is called. */
  nameOf(model: string): Promise<string>;
}

/**
 * Finds everything that carrying out an order takes. A worker does so before it commits itself, so that it takes no job
 * that it cannot do.
 * @throws PosthumanError the first thing that is missing or not allowed.
 */
export async function planJob(sources: PlanSources, order: JobOrder): Promise<PlannedJob> {
  const { manifest, asker, assets, model, ancestors } = order;
  const algorithm = await planAlgorithm(sources, manifest, asker, assets);
  await requireDatasets(sources, order);
  const withName = async (one: ChainModel) => ({
    name: await sources.nameOf(one.id),
    files: await requireWeights(sources, one),
  });
  const used = await withName(model);
  // Algorithms of others do what they like with the model.
  if (!algorithm) await requireTask(sources.store, used.files, manifest);
  return {
    order,
    model: used,
    inputs: await planInputs(manifest, didOfPaid(assets, sources.didOf)),
    algorithm,
    benchmark: await requireBenchmark(sources, manifest),
    lineage: order.kind === "evaluate" ? await Promise.all(ancestors.map(withName)) : [],
    evaluationSet: order.kind === "train" ? await requireEvaluationSet(sources, model) : undefined,
  };
}

async function requireWeights(
  { refs, store }: PlanSources,
  { id, weightsRoot }: ChainModel,
): Promise<readonly WeightsFile[]> {
  const files = await readWeights(refs, weightsRoot);
  const here = await Promise.all((files ?? []).map(({ sha256 }) => store.has(sha256)));
  if (files && here.every(Boolean)) return files;
  throw new PosthumanError("WEIGHTS_MISSING", { model: id, weightsRoot });
}

async function requireEvaluationSet({ store }: PlanSources, { evaluationHash }: ChainModel): Promise<string> {
  const sha256 = evaluationHash.slice(2).toLowerCase();
  if (await store.has(sha256)) return sha256;
  throw new PosthumanError("EVALUATION_SET_MISSING", { sha256 });
}

/**
 * Where a job finds its datasets. Its own algorithms find them by name, in a folder named by the beginning of the
 * hash; algorithms of others as Ocean has it: `inputs/<DID>/<n>`, numbered from 0 among the files of one asset.
 */
export async function planInputs(
  { datasets, algorithm }: Manifest,
  didOf: DidOfPaid,
): Promise<PlannedInput[]> {
  const inputs: PlannedInput[] = [];
  for (const { name, sha256, asset } of datasets) {
    if (algorithm === undefined) {
      inputs.push({ id: shortId(sha256), file: name, name, sha256 });
      continue;
    }
    const id = (await didOf(asset)) ?? shortId(sha256);
    const before = inputs.filter((input) => input.id === id).length;
    inputs.push({ id, file: String(before), name, sha256 });
  }
  return inputs;
}

/**
 * Makes sure that the job's datasets are here and that the job may read them.
 * @throws PosthumanError `DATASET_MISSING`, `DATASET_NOT_ALLOWED`, `DATASET_SIZE_MISMATCH`.
 */
async function requireDatasets(
  { refs, store }: { readonly refs: Refs; readonly store: ArtifactStore },
  { manifest, asker, assets }: JobOrder,
): Promise<void> {
  for (const { name, sha256, size, asset } of manifest.datasets) {
    const grants = await grantsOf(refs, sha256);
    if (grants.length === 0 || !(await store.has(sha256))) {
      throw new PosthumanError("DATASET_MISSING", { name, sha256 });
    }
    if (!mayUse(grants, asker, asset, assets)) {
      throw new PosthumanError("DATASET_NOT_ALLOWED", { name, sha256, asker });
    }
    const actual = await store.size(sha256);
    if (actual !== size) throw new PosthumanError("DATASET_SIZE_MISMATCH", { name, expected: size, actual });
  }
}

/**
 * Finds the standard benchmark that a job asks for.
 * @returns Nothing if it asks for none.
 * @throws PosthumanError `BENCHMARK_MISSING`, which names those that are here.
 */
async function requireBenchmark(
  { refs, store }: { readonly refs: Refs; readonly store: Pick<ArtifactStore, "has"> },
  manifest: Manifest,
): Promise<Benchmark | undefined> {
  const name = benchmarkOf(manifest);
  if (name === undefined) return undefined;
  const all = await listBenchmarks(refs);
  const found = all.find((one) => one.name === name);
  if (found && (await store.has(found.sha256))) return found;
  const known = all.map((one) => one.name).join(", ") || "none";
  throw new PosthumanError("BENCHMARK_MISSING", { name: name.slice(0, 100), known });
}
