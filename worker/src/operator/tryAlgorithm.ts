import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createManifest,
  PosthumanError,
  type AlgorithmReference,
  type JobKind,
  type Receipt,
} from "@posthuman/sdk";
import { ZeroAddress, ZeroHash } from "ethers";
import type { WorkerConfig } from "../config/configSchema.ts";
import { keepOutputs } from "../execution/keepOutputs.ts";
import { checkModelConfig } from "../execution/keepWeights.ts";
import { planInputs } from "../execution/plan.ts";
import { stageJob } from "../execution/stageJob.ts";
import { algorithmCommand } from "../foreignAlgorithms/algorithmCommand.ts";
import { checkAlgorithm } from "../foreignAlgorithms/checkAlgorithm.ts";
import { shortId } from "../foreignAlgorithms/planAlgorithm.ts";
import { findAlgorithms } from "../process/findAlgorithms.ts";
import { algorithmPolicy, sandboxLimits } from "../process/makeExecution.ts";
import { environmentsOf } from "../process/openRunner.ts";
import { followRun } from "../runner/events.ts";
import { foreignRun } from "../runner/isolation.ts";
import type { RunResult } from "../runner/Runner.ts";
import { piecesOf } from "../store/files.ts";
import { putTree } from "../store/weights.ts";
import { importDataset, requireFolder } from "./imports.ts";
import { withScratch } from "./withScratch.ts";

/** An algorithm, and what to try it on. */
export interface AlgorithmTrial extends Omit<AlgorithmReference, "sha256" | "asset"> {
  /** The algorithm's file. */
  readonly bytes: Uint8Array;
  readonly kind: Exclude<JobKind, "train">;
  /** Folder of a model, as `worker import-weights` takes it. */
  readonly model: string;
  /** Paths of datasets. */
  readonly files: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The outcome of a trial. */
export interface TrialOutcome {
  readonly run: RunResult;
  /** What would leave the worker, with its bytes. */
  readonly outputs: readonly (Receipt["files"][number] & { readonly bytes: Buffer })[];
  /** Why a job would have failed. */
  readonly failure?: PosthumanError;
}

/**
 * Runs an algorithm once as a worker of this configuration would in a paid job: in its sandbox, under its limits, and with
 * its rules for what may leave; without a chain, and whether or not the operator allowed it.
 * @throws PosthumanError what keeps it from being run at all: `ALGORITHM_ENTRYPOINT_INVALID`, `ALGORITHM_IMAGE_UNKNOWN`,
 * `WEIGHTS_FORMAT`, `FILE_UNREADABLE`, `SANDBOX_UNAVAILABLE`, `INTERPRETER_UNUSABLE`.
 */
export async function tryAlgorithm(config: WorkerConfig, trial: AlgorithmTrial): Promise<TrialOutcome> {
  const { bytes, kind, model, files, parameters, entrypoint, image } = trial;
  const found = await findAlgorithms(config);
  const policy = { ...algorithmPolicy(config, found), trusted: "any" as const };
  await requireFolder(model);
  await checkModelConfig(model);
  return withScratch(config, environmentsOf(config, found), async ({ data, runner }) => {
    const { sha256 } = await data.store.put(piecesOf(bytes));
    const datasets = [];
    for (const file of files) {
      const name = file.split("/").at(-1) ?? "";
      datasets.push({ name, ...(await importDataset(data, file)) });
    }
    const algorithm = { sha256, entrypoint, ...(image === undefined ? {} : { image }) };
    const { manifest } = createManifest({ kind, model: ZeroAddress, datasets, algorithm, parameters });
    const planned = { sha256, did: shortId(sha256), ...checkAlgorithm(policy, algorithm) };
    const inputs = await planInputs(manifest, () => Promise.resolve(undefined));
    const plan = {
      order: { id: ZeroHash, manifest },
      inputs,
      model: { name: "model", files: (await putTree(data.store, model)).files },
      algorithm: planned,
      lineage: [],
    };
    const { threads } = config;
    const limits = sandboxLimits(config, "foreign");
    const dids = [...new Set(inputs.map(({ id }) => id))];
    const run = await followRun(
      await runner.start({
        id: ZeroHash,
        environment: algorithmCommand(planned, { dids, threads }),
        ...(await stageJob(plan, { store: data.store, threads })),
        limits,
        ...foreignRun(threads),
      }),
    );
    const { failure } = run;
    if (failure) return { run, outputs: [], failure: new PosthumanError(failure.code, failure.args) };
    const folder = await runner.collect(ZeroHash);
    return { run, ...(await collect(() => keepOutputs(data.store, folder, kind, limits), folder)) };
  });
}

async function collect(
  collectOutputs: () => Promise<Receipt["files"]>,
  folder: string,
): Promise<Pick<TrialOutcome, "outputs" | "failure">> {
  try {
    const files = await collectOutputs();
    const withBytes = files.map(async (file) => ({
      ...file,
      bytes: await readFile(join(folder, "outputs", file.path)),
    }));
    return { outputs: await Promise.all(withBytes) };
  } catch (error) {
    if (!PosthumanError.is(error)) throw error;
    return { outputs: [], failure: error };
  }
}
