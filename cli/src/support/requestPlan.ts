import { basename } from "node:path";
import {
  balanceOf,
  benchmarkOf,
  buyAndRequest,
  buyAsset,
  createManifest,
  createTerms,
  fetchModelTask,
  formatAmount,
  parseAmount,
  PosthumanError,
  quoteBuy,
  requestJob,
  servesTask,
  SESSION_MARGIN,
  sha256Of,
  tasks,
  uploadDataset,
  uploadManifest,
  type Client,
  type DatasetReference,
  type JobKind,
  type Model,
  type Purchase,
  type RequestedJob,
  type Task,
} from "@posthuman/sdk";
import { requireAllowed, type FoundAlgorithm } from "../algorithms/findAlgorithm.ts";
import { parseCount, type JobOptions } from "../options/jobs.ts";
import { purchaseLines, type Plan } from "../plans/carryOut.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { findEndpoint, type Reached } from "./findEndpoint.ts";

/** What is to be run. */
export interface WantedJob {
  readonly kind: JobKind;
  readonly model: Model;
  /** Paths of private texts that go to the worker. */
  readonly files: readonly string[];
  /** What a file is called at the worker, by its path, if not by its own name. */
  readonly names?: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What runs in place of the worker's own algorithm. */
  readonly algorithm?: FoundAlgorithm | undefined;
  /** Of a training. */
  readonly childName?: string;
  /** Makes it a session: its budget of tokens, and the seconds that it is open. */
  readonly session?: { readonly tokens: number; readonly seconds: number };
}

/** A plan to request a job, without what is to be told in the end, and the worker that is asked. */
export interface RequestPlan extends Omit<Plan<RequestedJob>, "tell"> {
  readonly endpoint: string;
  readonly task: string;
}

/** One job's price in each datatoken. */
const ONE = 10n ** 18n;

/** Hundredths of a per cent that a datatoken's price may rise between the plan and the purchase. */
const SLIPPAGE = 100;

/** What to offer a worker that does not say what it asks. */
const USUAL_FEE = parseAmount("10");

const MOST_SECONDS = 1e11;

/** How long a job is reckoned to take at most, for a worker that asks by the second. */
const RECKONED_SECONDS = 3_600n;

/**
 * Plans a job: finds a worker, hashes the texts, writes manifest and terms. Texts and manifest go to the worker once
 * the person agreed, and before the job is requested.
 * @throws PosthumanError `WORKER_MISSING`, `FILE_UNREADABLE`, `DATASET_EMPTY`, `AMOUNT_INVALID`, `NUMBER_INVALID`,
 * `NOTHING_FOR_SALE`, `FEE_TOO_LOW`, `DEADLINE_INVALID`.
 */
export async function requestPlan(client: Client, job: WantedJob, options: JobOptions): Promise<RequestPlan> {
  const { kind, model, files, names = {}, parameters, childName, algorithm, session } = job;
  const seed = Number(/^\d{1,9}$/.exec(options.seed)?.[0] ?? parseCount(options.seed));
  const hours = parseCount(options.hours, "hours, such as 24");
  const seconds = session === undefined ? hours * 3_600 : session.seconds + SESSION_MARGIN;
  const given = options.maxFee === undefined ? undefined : parseAmount(options.maxFee);
  const datasets = await Promise.all(files.map((path) => referenceOf(path, names[path])));
  const { endpoint, about } = await findEndpoint(client, model.address, options.endpoint);
  const maxFee = given ?? feeOf(about, kind);
  requireFee(maxFee, about, kind);
  requireBenchmark(job, about);
  if (algorithm) requireAllowed(algorithm.reference, about.algorithms);
  const task = taskFor(kind, options.task, await fetchModelTask(endpoint, model.address));
  const { asset } = algorithm?.reference ?? {};
  const described = {
    ...{ kind, model: model.address, datasets, parameters, seed },
    algorithm: algorithm?.reference,
    ...(task === undefined ? {} : { task }),
    ...(session === undefined ? {} : { session }),
  };
  const { bytes, hash } = createManifest(described);
  const terms = await createTerms(client, {
    ...{ kind, model: model.address, manifestHash: hash, maxFee, seconds },
    ...(childName === undefined ? {} : { childName }),
    ...(asset === undefined ? {} : { assets: [asset] }),
    // A session's key is made for one worker, before any has leased the job.
    ...(session === undefined ? {} : { worker: about.worker }),
  });
  // No calendar has such a day. What is merely too far away for the market, the market says.
  if (seconds > MOST_SECONDS) throw new PosthumanError("DEADLINE_INVALID", { deadline: terms.deadline });
  const missing = options.buy ? await missingDatatokens(client, model) : [];
  const ocean = client.addresses.ocean.Token;
  return {
    ...{ endpoint, task: task ?? "causal-lm" },
    title: `Request: ${kind} ${model.name}`,
    terms: [
      ["Model", model.address],
      ["Worker", `${about.worker} at ${endpoint}`],
      ...(await purchaseLines(client, missing)),
      ["Task", task ?? "not known to the worker"],
      ...datasets.map(({ name, size }) => ["Data", `${name}, ${size} bytes, goes to the worker`] as const),
      ...(childName === undefined ? [] : [["Child", `${childName}, if the training gains enough`] as const]),
      ...(session === undefined ? [] : [["Session", describe(session)] as const]),
      ...algorithmLines(algorithm),
      [
        "Price",
        `${[`1 ${model.name}`, algorithm?.price ?? ""].filter(Boolean).join(", ")}, and at most ${await tokenAmount(client, ocean, maxFee)} for the worker`,
      ],
      [
        "Refund",
        `everything, unless the job is done by ${new Date(Number(terms.deadline) * 1_000).toISOString()}`,
      ],
    ],
    prepare: async () => {
      for (const [i, source] of files.entries()) {
        const { name } = datasets[i]!;
        await uploadDataset(client, { endpoint, worker: about.worker, source, name });
      }
      if (algorithm?.upload) {
        const { bytes: source, file: name } = algorithm.upload;
        await uploadDataset(client, { endpoint, worker: about.worker, source, name });
      }
      await uploadManifest(endpoint, bytes);
    },
    act: async (sender) => {
      if (asset !== undefined && algorithm && algorithm.missing > 0n)
        await buyAsset(sender, { datatoken: asset, amount: algorithm.missing });
      return missing.length === 0
        ? requestJob(sender, terms)
        : buyAndRequest(sender, terms, { purchases: missing, slippage: SLIPPAGE });
    },
  };
}

/** The job's task: what was asked for, if the model is made for it. */
function taskFor(kind: JobKind, asked: string | undefined, made: Task | undefined): string | undefined {
  if (asked === undefined || made === undefined) return asked ?? made;
  if (servesTask(made, asked, kind)) return asked;
  // A name that there is not is for the manifest to refuse.
  if (!tasks.some((task) => task === asked)) return asked;
  throw new PosthumanError("TASK_MISMATCH", { task: asked, expected: made });
}

/** Nobody pays to hear that a worker lacks a benchmark. One of an earlier version does not say what it has. */
function requireBenchmark(
  { kind, parameters, algorithm }: WantedJob,
  { benchmarks }: Reached["about"],
): void {
  const name = benchmarkOf({ kind, parameters, algorithm });
  if (name === undefined || !benchmarks || benchmarks.some((one) => one.name === name)) return;
  const known = benchmarks.map((one) => one.name).join(", ") || "none";
  throw new PosthumanError("BENCHMARK_MISSING", { name, known });
}

function describe({ tokens, seconds }: NonNullable<WantedJob["session"]>): string {
  return `${tokens} tokens within ${seconds} s; the worker gets the part of its fee that you use, the rest comes back`;
}

function algorithmLines(algorithm: FoundAlgorithm | undefined): (readonly [string, string])[] {
  if (algorithm === undefined) return [];
  const { name, reference, upload } = algorithm;
  const whose = upload ? ", goes to the worker" : "";
  return [["Algorithm", `${name}, SHA-256 ${reference.sha256}${whose}`]];
}

async function referenceOf(path: string, name = basename(path)): Promise<DatasetReference> {
  const { sha256, size } = await sha256Of(path);
  if (size === 0) throw new PosthumanError("DATASET_EMPTY", { name });
  return { name, sha256, size };
}

/** Nobody pays to hear that a worker asks more. */
function requireFee(maxFee: bigint, { fees }: Reached["about"], kind: JobKind): void {
  const asked = BigInt(fees?.[kind].fixed ?? 0);
  if (maxFee >= asked) return;
  throw new PosthumanError("FEE_TOO_LOW", { offered: formatAmount(maxFee), asked: formatAmount(asked) });
}

function feeOf({ fees }: Reached["about"], kind: JobKind): bigint {
  if (fees === undefined) return USUAL_FEE;
  const { fixed, perSecond } = fees[kind];
  return BigInt(fixed) + BigInt(perSecond) * RECKONED_SECONDS;
}

/** What is to be bought for the job, and where. */
async function missingDatatokens(client: Client, { address: token }: Model): Promise<readonly Purchase[]> {
  const held = await balanceOf(client, { token, account: client.account ?? "" });
  return held >= ONE ? [] : (await quoteBuy(client, { token, amount: ONE - held })).purchases;
}
