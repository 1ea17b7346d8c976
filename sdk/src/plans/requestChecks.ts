import { PosthumanError } from "../errors/PosthumanError.ts";
import type { AlgorithmReference } from "../jobs/createManifest.ts";
import { formatAmount, parseAmount } from "../protocol/amounts.ts";
import type { JobKind } from "../protocol/job.ts";
import { benchmarkOf } from "../protocol/manifest.ts";
import { servesTask, tasks, type Task } from "../protocol/tasks.ts";
import type { WorkerAbout } from "../remote/fetchAbout.ts";

/** What a request is checked by, before paying, instead of learning it from the worker. */
export interface CheckedRequest {
  readonly kind: JobKind;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly algorithm?: AlgorithmReference | undefined;
  readonly maxFee: bigint;
}

/** What to offer a worker that does not say what it asks. */
const USUAL_FEE = parseAmount("10");

/** How long a job is reckoned to take at most, for a worker that asks by the second. */
const RECKONED_SECONDS = 3_600n;

/** What a worker asks for a job of this kind, reckoned for an hour where it asks by the second. */
export function askedFee({ fees }: WorkerAbout, kind: JobKind): bigint {
  if (fees === undefined) return USUAL_FEE;
  const { fixed, perSecond } = fees[kind];
  return BigInt(fixed) + BigInt(perSecond) * RECKONED_SECONDS;
}

/**
 * Makes sure that a worker says that it takes such a job; what a worker of an earlier version does not say, it decides
 * when it sees the job.
 * @throws PosthumanError `FEE_TOO_LOW`, `BENCHMARK_MISSING`, `ALGORITHM_NOT_ALLOWED`, `ALGORITHM_IMAGE_UNKNOWN`.
 */
export function checkRequest(request: CheckedRequest, { fees, benchmarks, algorithms }: WorkerAbout): void {
  const { kind, maxFee, algorithm } = request;
  const asked = BigInt(fees?.[kind].fixed ?? 0);
  if (maxFee < asked)
    throw new PosthumanError("FEE_TOO_LOW", { offered: formatAmount(maxFee), asked: formatAmount(asked) });
  const name = benchmarkOf(request);
  if (name !== undefined && benchmarks && !benchmarks.some((one) => one.name === name)) {
    const known = benchmarks.map((one) => one.name).join(", ") || "none";
    throw new PosthumanError("BENCHMARK_MISSING", { name, known });
  }
  if (algorithm !== undefined && algorithms !== undefined) checkAlgorithm(algorithm, algorithms);
}

function checkAlgorithm(
  { sha256, image }: AlgorithmReference,
  { trusted, images }: NonNullable<WorkerAbout["algorithms"]>,
): void {
  if (trusted !== "any" && !trusted.includes(sha256))
    throw new PosthumanError("ALGORITHM_NOT_ALLOWED", { sha256 });
  const names = image === undefined ? [] : [image, image.split("@")[0] ?? ""];
  if (image !== undefined && !images.some((name) => names.includes(name)))
    throw new PosthumanError("ALGORITHM_IMAGE_UNKNOWN", { image, known: images.join(", ") || "none" });
}

/**
 * The job's task: what was asked for, if the model is made for it, or else what the model is made for.
 * @param made What the worker says; nothing if it does not know.
 * @throws PosthumanError `TASK_MISMATCH`.
 */
export function taskFor(
  kind: JobKind,
  asked: string | undefined,
  made: Task | undefined,
): string | undefined {
  if (asked === undefined || made === undefined || servesTask(made, asked, kind)) return asked ?? made;
  // An unknown name is for the manifest to refuse.
  if (!tasks.some((task) => task === asked)) return asked;
  throw new PosthumanError("TASK_MISMATCH", { task: asked, expected: made });
}

/** What a prompt needs beside it, by task: the parameter, and what it holds. */
const beside: Readonly<Record<string, readonly [parameter: string, holds: string]>> = {
  "question-answering": ["context", "a question needs the text that holds the answer"],
  "multiple-choice": ["choices", "there is nothing to choose from"],
};

/** Tasks whose inputs are not texts, with an example. */
const ofFiles: Readonly<Record<string, string>> = {
  "image-classification": "picture.png",
  "speech-recognition": "recording.wav",
};

/**
 * Finds out before anything is paid whether the worker's algorithm would refuse what a model is to be used on. The
 * error names the `parameter` that is missing, or a `file` as an example of one.
 * @param files How many datasets the job has.
 * @throws PosthumanError `INPUT_UNSUITABLE`.
 */
export function checkInput(task: string, parameters: Readonly<Record<string, unknown>>, files: number): void {
  const unsuitable = (reason: string, missing: { parameter?: string; file?: string } = {}) =>
    new PosthumanError("INPUT_UNSUITABLE", { task, reason, ...missing });
  const { prompt } = parameters;
  if (typeof prompt !== "string") return;
  if (files > 0) throw unsuitable("it takes a prompt or files, not both");
  const file = ofFiles[task];
  if (file !== undefined) throw unsuitable("it takes a file instead of a prompt", { file });
  if (prompt.trim() === "") throw unsuitable("the prompt is empty");
  const [parameter, reason] = beside[task] ?? [];
  if (parameter !== undefined && parameters[parameter] === undefined)
    throw unsuitable(reason ?? "", { parameter });
}
