import { join } from "node:path";
import {
  canonicalJson,
  keccakOfJson,
  PosthumanError,
  traceTree,
  type JobKind,
  type Receipt,
  type Result,
} from "@posthuman/sdk";
import { toUtf8Bytes, ZeroHash } from "ethers";
import { writeReceipt } from "../refs/documents.ts";
import type { SandboxLimits } from "../runner/Runner.ts";
import { gainOf } from "./gainOf.ts";
import { keepWeights, type Custody } from "./keepWeights.ts";
import type { PlannedJob } from "./PlannedJob.ts";
import { readTrace } from "./readTrace.ts";

/** What a run left, and what is known of it. */
export interface FinishedRun {
  readonly plan: PlannedJob;
  readonly folder: string;
  readonly limits: SandboxLimits;
  /** What the algorithm reported at its end. */
  readonly metrics: Record<string, unknown>;
  readonly environment: Receipt["environment"];
  readonly fee: bigint;
  /** Who ran it. */
  readonly worker: string;
}

/** Takes what the output rules of the kind let pass into the store. */
export type CollectOutputs = (
  folder: string,
  kind: JobKind,
  limits: SandboxLimits,
) => Promise<Receipt["files"]>;

const NOTHING = { weightsRoot: ZeroHash, traceRoot: ZeroHash, segments: 0n, gain: 0n };

/**
 * Makes the result of a run: outputs and new weights go into the store, the receipt is written and hashed. Doing it
 * twice gives the same result.
 * @throws PosthumanError why the outputs, the metrics, the trace or the weights cannot be accepted.
 */
export async function collectResult(
  { plan, folder, limits, metrics, environment, fee, worker }: FinishedRun,
  custody: Omit<Custody, "custodian">,
  collectOutputs: CollectOutputs,
): Promise<Result> {
  const { id, manifest, terms } = plan;
  const files = [...(await collectOutputs(folder, manifest.kind, limits))].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
  const trained = manifest.kind === "train" ? await collectTraining(plan, folder, metrics, custody) : NOTHING;
  const receipt: Receipt = {
    version: 1,
    job: id,
    kind: manifest.kind,
    task: manifest.task,
    manifestHash: terms.manifestHash,
    ...(plan.algorithm && { algorithm: plan.algorithm.sha256 }),
    files,
    metrics,
    environment,
    ...(manifest.kind === "train" && {
      weightsRoot: trained.weightsRoot,
      traceRoot: trained.traceRoot,
      segments: Number(trained.segments),
    }),
  };
  await writeReceipt(custody.refs, id, toUtf8Bytes(canonicalJson(receipt)));
  return { worker, ...trained, resultRoot: keccakOfJson(receipt), fee };
}

async function collectTraining(
  plan: PlannedJob,
  folder: string,
  metrics: unknown,
  custody: Omit<Custody, "custodian">,
) {
  const gain = gainOf(metrics, plan.manifest.task);
  const trace = await readTrace(join(folder, "state", "trace.jsonl"));
  const parent = plan.model.files.find(({ path }) => path === "model.safetensors");
  if (trace[0]?.weights !== parent?.sha256) throw invalidTrace("it does not begin with the parent's weights");
  if (trace.length < 2) throw invalidTrace("it has no checkpoint");
  return {
    weightsRoot: await keepWeights(join(folder, "state", "model"), { ...custody, custodian: plan.custodian }),
    traceRoot: traceTree(trace).root,
    segments: BigInt(trace.length - 1),
    gain,
  };
}

function invalidTrace(reason: string): PosthumanError {
  return new PosthumanError("TRACE_INVALID", { reason });
}
