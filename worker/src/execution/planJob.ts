import { askerOf, PosthumanError, type WeightsFile } from "@posthuman/sdk";
import { didOfPaid, planAlgorithm, type AlgorithmSources } from "../foreignAlgorithms/planAlgorithm.ts";
import type { ChainJob, ChainModel, ChainView } from "../job/ChainJob.ts";
import { readManifest } from "../job/readManifest.ts";
import { readWeights } from "../refs/documents.ts";
import { planInputs } from "./planInputs.ts";
import type { PlannedJob } from "./PlannedJob.ts";
import { requireBenchmark } from "./requireBenchmark.ts";
import { requireDatasets } from "./requireDatasets.ts";
import { requireTask } from "./requireTask.ts";

/** Where a plan's parts are found. */
export interface PlanSources extends AlgorithmSources {
  readonly worker: string;
  readonly chain: ChainView;
  /** The Checkout, which asks for its caller's jobs alone. */
  readonly checkout: string;
  /** What a model is called. */
  nameOf(model: string): Promise<string>;
}

/**
 * Finds everything that running the job takes. A worker does so before it leases, so that it takes no job that it
 * cannot do.
 * @throws PosthumanError the first thing that is missing or not allowed.
 */
export async function planJob(sources: PlanSources, job: ChainJob): Promise<PlannedJob> {
  const { id, terms } = job;
  const { chain, worker, refs, store } = sources;
  const lineage = chain.lineage(terms.model);
  const [model, ...ancestors] = lineage;
  if (!model)
    throw new PosthumanError("RPC_INCONSISTENT", { block: 0, what: `there is no model ${terms.model}` });
  if (!chain.isAuthorised(model.custodian, worker)) {
    throw new PosthumanError("WORKER_NOT_AUTHORISED", { custodian: model.custodian, worker });
  }
  const manifest = await readManifest(refs, terms);
  const asker = askerOf(job, sources.checkout);
  const algorithm = await planAlgorithm(sources, manifest, asker, terms.assets);
  await requireDatasets(sources, manifest, asker, terms.assets);
  const withName = async (one: ChainModel) => ({
    name: await sources.nameOf(one.id),
    files: await requireWeights(sources, one),
  });
  const used = await withName(model);
  // An algorithm of somebody else's does what it likes with the model.
  if (!algorithm) await requireTask(store, used.files, manifest);
  const plan = {
    id,
    terms,
    manifest,
    model: used,
    inputs: await planInputs(manifest, didOfPaid(terms.assets, sources.didOf)),
    algorithm,
    custodian: model.custodian,
    benchmark: await requireBenchmark(sources, manifest),
    lineage: terms.kind === "evaluate" ? await Promise.all(ancestors.map(withName)) : [],
  };
  if (terms.kind !== "train") return plan;
  const evaluationSet = model.evaluationHash.slice(2).toLowerCase();
  if (await store.has(evaluationSet)) return { ...plan, evaluationSet };
  throw new PosthumanError("EVALUATION_SET_MISSING", { sha256: evaluationSet });
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
