import { join } from "node:path";
import {
  canonicalJson,
  keccakOfJson,
  PosthumanError,
  taskMetrics,
  traceTree,
  type Receipt,
  type Task,
} from "@posthuman/sdk";
import { parseUnits, toUtf8Bytes, ZeroHash } from "ethers";
import { z } from "zod";
import type { JobOutcome } from "../job/order.ts";
import { writeReceipt } from "../refs/documents.ts";
import type { SandboxLimits } from "../runner/Runner.ts";
import type { ExecutionContext } from "./ExecutionContext.ts";
import { keepWeights } from "./keepWeights.ts";
import type { PlannedJob } from "./plan.ts";
import { readTrace } from "./progress.ts";

/** What a run left, and what is known of it. */
export interface FinishedRun {
  readonly plan: PlannedJob;
  readonly folder: string;
  readonly limits: SandboxLimits;
  /** What the algorithm reported at its end. */
  readonly metrics: Record<string, unknown>;
  readonly environment: Receipt["environment"];
}

/** Where the parts of a result are kept. */
export type ResultStores = Pick<ExecutionContext, "refs" | "store" | "chainId" | "registry" | "keepOutputs">;

type TrainingResult = Pick<JobOutcome, "weightsRoot" | "traceRoot" | "segments" | "gain">;

const UNTRAINED: TrainingResult = { weightsRoot: ZeroHash, traceRoot: ZeroHash, segments: 0n, gain: 0n };

/**
 * Makes the result of a run: outputs and new weights go into the store, the receipt is written and hashed. Doing it
 * twice gives the same result.
 * @throws PosthumanError why the outputs, the metrics, the trace or the weights cannot be accepted.
 */
export async function collectResult(
  stores: ResultStores,
  { plan, folder, limits, metrics, environment }: FinishedRun,
): Promise<Omit<JobOutcome, "usage">> {
  const { id, kind, manifest, manifestHash } = plan.order;
  const files = [...(await stores.keepOutputs(folder, kind, limits))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const trained = kind === "train" ? await collectTraining(stores, plan, folder, metrics) : UNTRAINED;
  const receipt: Receipt = {
    version: 1,
    job: id,
    kind,
    task: manifest.task,
    manifestHash,
    ...(plan.algorithm && { algorithm: plan.algorithm.sha256 }),
    files,
    metrics,
    environment,
    ...(kind === "train" && {
      weightsRoot: trained.weightsRoot,
      traceRoot: trained.traceRoot,
      segments: Number(trained.segments),
    }),
  };
  await writeReceipt(stores.refs, id, toUtf8Bytes(canonicalJson(receipt)));
  return { ...trained, resultRoot: keccakOfJson(receipt) };
}

async function collectTraining(
  stores: ResultStores,
  plan: PlannedJob,
  folder: string,
  metrics: unknown,
): Promise<TrainingResult> {
  const gain = gainOf(metrics, plan.order.manifest.task);
  const trace = await readTrace(join(folder, "state", "trace.jsonl"));
  const parent = plan.model.files.find(({ path }) => path === "model.safetensors");
  if (trace[0]?.weights !== parent?.sha256) throw invalidTrace("it does not begin with the parent's weights");
  if (trace.length < 2) throw invalidTrace("it has no checkpoint");
  const { custodian } = plan.order.model;
  return {
    weightsRoot: await keepWeights(join(folder, "state", "model"), { ...stores, custodian }),
    traceRoot: traceTree(trace).root,
    segments: BigInt(trace.length - 1),
    gain,
  };
}

function invalidTrace(reason: string): PosthumanError {
  return new PosthumanError("TRACE_INVALID", { reason });
}

const number = z.number().finite();
const measured = z.object({
  metric: z.object({ name: z.string(), parent: number, child: number }),
  gain: number,
});

/**
 * The gain of a training in 1e-18 of its task's metric, computed again from what it measured; more is better.
 * @param metrics What the algorithm reported. Of a causal language model, `bits_per_byte` may replace `metric`.
 * @throws PosthumanError `METRICS_INVALID` if a figure is missing or impossible, or the reported gain is another.
 */
export function gainOf(metrics: unknown, task: Task): bigint {
  const { name, better, least, most } = taskMetrics[task];
  const parsed = measured.safeParse(withMetric(metrics, name));
  if (!parsed.success)
    throw invalidMetrics(
      `${parsed.error.issues[0]?.path.join(".") || "everything"} is missing or impossible`,
    );
  const { metric, gain } = parsed.data;
  if (metric.name !== name) throw invalidMetrics(`the metric of ${task} is ${name}`);
  for (const figure of ["parent", "child"] as const) {
    if (metric[figure] < least || metric[figure] > most)
      throw invalidMetrics(`metric.${figure} is missing or impossible`);
  }
  const computed = better === "lower" ? metric.parent - metric.child : metric.child - metric.parent;
  if (Math.abs(computed - gain) > 1e-9) throw invalidMetrics("the gain is not the difference of the two");
  return parseUnits(computed.toFixed(18), 18);
}

/** Copies figures from the metric's own name to the field that is read. */
function withMetric(metrics: unknown, name: string): unknown {
  if (typeof metrics !== "object" || metrics === null || "metric" in metrics) return metrics;
  const figures = (metrics as Record<string, unknown>)[name];
  return typeof figures === "object" ? { ...metrics, metric: { name, ...figures } } : metrics;
}

function invalidMetrics(reason: string): PosthumanError {
  return new PosthumanError("METRICS_INVALID", { reason });
}
