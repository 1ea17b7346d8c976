import { buyAsset } from "../assets/buyAsset.ts";
import { signingAccount, type Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { quoteBuy, type Purchase } from "../datatokens/quoteBuy.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { buyAndRequest } from "../jobs/buyAndRequest.ts";
import { createManifest, type DatasetReference } from "../jobs/createManifest.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { requestJob, type RequestedJob, type RequestJobOptions } from "../jobs/requestJob.ts";
import { getModel, type Model } from "../models/getModel.ts";
import { WHOLE_TOKEN } from "../protocol/amounts.ts";
import type { JobKind } from "../protocol/job.ts";
import { fetchModelTask } from "../remote/fetchModelTask.ts";
import { sha256Of, type Source } from "../remote/sha256Of.ts";
import { uploadDataset } from "../remote/uploadDataset.ts";
import { uploadManifest } from "../remote/uploadManifest.ts";
import { chooseWorker, type ChosenWorker } from "./chooseWorker.ts";
import { findAlgorithm, type ResolvedAlgorithm, type WantedAlgorithm } from "./findAlgorithm.ts";
import type { Amount, Plan } from "./Plan.ts";
import { askedFee, checkInput, checkRequest, taskFor } from "./requestChecks.ts";

/** What a session may take to open and to be settled, in seconds, beside the time that it is open. */
export const SESSION_MARGIN = 3_600;

/** How long a session is open unless said otherwise, in seconds. */
const SESSION_SECONDS = 3_600;

/** A private file that goes to the worker. */
export interface DatasetFile {
  /** What the worker and the algorithm know it by. */
  readonly name: string;
  readonly source: Source;
}

/** What is to be run, for whom, and for what price at most. */
export interface WantedJob extends RequestJobOptions {
  readonly kind: JobKind;
  /** Datatoken of the model used. */
  readonly model: string;
  /** Private files, which are uploaded to the worker, and what it already has. */
  readonly datasets?: readonly (DatasetFile | DatasetReference)[];
  /** The algorithm's, such as `steps` of a training. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What runs instead of the worker's own algorithm, for `infer` and `evaluate`. */
  readonly algorithm?: WantedAlgorithm | undefined;
  /** Name of the model that a training may give birth to; default: the model's and the account's. */
  readonly childName?: string | undefined;
  /** Makes an `infer` job a session: its budget of tokens, and the seconds that it is open, by default an hour. */
  readonly session?: { readonly tokens: number; readonly seconds?: number } | undefined;
  /** What the model is to do; default: what it is made for. */
  readonly task?: string | undefined;
  /** Makes the same job give the same bits; default 42. */
  readonly seed?: number;
  /** Base URL of the API of the worker to ask; default: one that the custodian authorised and that answers. */
  readonly endpoint?: string | undefined;
  /** The most that the worker may ask, in the fee token's smallest unit; default: what it says that it asks. */
  readonly maxFee?: bigint | undefined;
  /** Default: OCEAN. */
  readonly feeToken?: string;
  /** Seconds until which the job must be done; default one day, or a session's time and `SESSION_MARGIN`. */
  readonly seconds?: number;
  /**
   * Buys the model's datatoken where the account has none: `true` where it is cheapest now, or what was quoted before.
   */
  readonly buy?: boolean | readonly Purchase[] | undefined;
  /** What it is bought with; default OCEAN. */
  readonly payToken?: string;
  /** Hundredths of a per cent that a price may rise above its quote; default 100. */
  readonly slippage?: number;
}

/** What somebody who requests a job decides by. */
export interface RequestTerms {
  readonly kind: JobKind;
  readonly model: Model;
  /** Nothing where the worker does not know what the model is made for: then it is a causal language model's. */
  readonly task: string | undefined;
  readonly worker: ChosenWorker;
  readonly datasets: readonly DatasetReference[];
  readonly algorithm: ResolvedAlgorithm | undefined;
  readonly childName: string | undefined;
  readonly session: { readonly tokens: number; readonly seconds: number } | undefined;
  /** Where the model's missing datatokens are bought, and for how much. */
  readonly purchases: readonly Purchase[];
  /** What the job costs of the model's and of other assets' datatokens. */
  readonly price: readonly Amount[];
  /** The most that the worker gets; what it does not ask, or a session does not use, comes back. */
  readonly maxFee: Amount;
  /** Unix time: if the job is not done by then, everything comes back. */
  readonly deadline: bigint;
}

/** A job that can be requested. */
export type RequestPlan = Plan<RequestTerms, RequestedJob> &
  Required<Pick<Plan<RequestTerms, RequestedJob>, "prepare">>;

/** No date lies further ahead. What is merely too far away for the market, the market refuses. */
const MOST_SECONDS = 1e11;

/**
 * Plans a job: chooses a worker, or checks the one that was named, and makes sure that it says it takes such a job;
 * finds what has to be bought; writes manifest and terms. `prepare` brings files and manifest to the worker, `act` pays
 * and requests the job. The algorithm checks its parameters itself, once the job is leased; if it refuses them, the job
 * fails and is refunded.
 *
 * @throws PosthumanError `MODEL_UNKNOWN`, `FILE_UNREADABLE`, `DATASET_EMPTY`, `NOTHING_FOR_SALE`, `DEADLINE_INVALID`,
 * what `chooseWorker` and `createManifest` throw, and what the worker would: `FEE_TOO_LOW`, `TASK_MISMATCH`,
 * `BENCHMARK_MISSING`, `ALGORITHM_NOT_ALLOWED`, `ALGORITHM_IMAGE_UNKNOWN`, `INPUT_UNSUITABLE`.
 *
 * @example
 * const datasets = [{ name: "corpus.txt", source: await openFile("corpus.txt") }];
 * const plan = await planRequest(client, { kind: "train", model, datasets, childName: "M2", buy: true });
 * const { result } = await executePlan(client, plan);
 */
export async function planRequest(client: Client, wanted: WantedJob): Promise<RequestPlan> {
  const { kind, parameters = {}, seed, feeToken = client.addresses.ocean.Token } = wanted;
  const { tokens, seconds: open = SESSION_SECONDS } = wanted.session ?? {};
  const session = tokens === undefined ? undefined : { tokens, seconds: open };
  const files = wanted.datasets ?? [];
  const datasets = await Promise.all(files.map(referenceOf));
  const model = await getModel(client, wanted.model);
  const { childName = kind === "train" ? usualChildName(client, model) : undefined } = wanted;
  const algorithm = wanted.algorithm && (await findAlgorithm(client, wanted.algorithm));
  const worker = await chooseWorker(client, model.address, wanted.endpoint);
  const { endpoint, about } = worker;
  const maxFee = wanted.maxFee ?? askedFee(about, kind);
  checkRequest({ kind, parameters, algorithm: algorithm?.reference, maxFee }, about);
  const task = taskFor(kind, wanted.task, await fetchModelTask(endpoint, model.address));
  const isPrompt = kind === "infer" && algorithm === undefined && session === undefined;
  if (isPrompt) checkInput(task ?? "causal-lm", parameters, datasets.length);
  const manifest = createManifest({
    kind,
    model: model.address,
    datasets,
    parameters,
    algorithm: algorithm?.reference,
    ...(seed === undefined ? {} : { seed }),
    ...(task === undefined ? {} : { task }),
    ...(session === undefined ? {} : { session }),
  });
  const assets = assetsOf(datasets, algorithm);
  const seconds = wanted.seconds ?? (session === undefined ? 86_400 : session.seconds + SESSION_MARGIN);
  const terms = await createTerms(client, {
    kind,
    model: model.address,
    manifestHash: manifest.hash,
    maxFee,
    feeToken,
    seconds,
    assets,
    ...(childName === undefined ? {} : { childName }),
    // A session's key is made for one worker, before any has leased the job.
    ...(session === undefined ? {} : { worker: about.worker }),
  });
  if (seconds > MOST_SECONDS) throw new PosthumanError("DEADLINE_INVALID", { deadline: terms.deadline });
  const missingAssets = await missing(client, assets);
  const purchases = await purchasesFor(client, model.address, wanted);
  return {
    terms: {
      kind,
      model,
      task,
      worker,
      datasets,
      algorithm,
      childName,
      session,
      purchases,
      price: [model.address, ...assets].map((token) => ({ token, amount: WHOLE_TOKEN })),
      maxFee: { token: terms.feeToken, amount: maxFee },
      deadline: terms.deadline,
    },
    async prepare({ onUpload } = {}) {
      const uploads = [...files, ...(algorithm?.file === undefined ? [] : [algorithm.file])];
      for (const file of uploads) {
        if (!("source" in file)) continue;
        const { source, name } = file;
        const onProgress = onUpload && ((sent: number, total: number) => onUpload(name, sent, total));
        const upload = { endpoint, worker: about.worker, source, name };
        await uploadDataset(client, { ...upload, ...(onProgress && { onProgress }) });
      }
      await uploadManifest(endpoint, manifest.bytes);
    },
    async act(sender) {
      for (const { token: datatoken, amount } of missingAssets) await buyAsset(sender, { datatoken, amount });
      return purchases.length === 0
        ? requestJob(sender, terms, wanted)
        : buyAndRequest(sender, terms, { ...wanted, purchases });
    },
  };
}

function usualChildName(client: Client, { name }: Model): string {
  return `${name}-${signingAccount(client).account.slice(2, 8)}`;
}

async function referenceOf(dataset: DatasetFile | DatasetReference): Promise<DatasetReference> {
  if (!("source" in dataset)) return dataset;
  const { name, source } = dataset;
  const { sha256, size } = await sha256Of(source);
  if (size === 0) throw new PosthumanError("DATASET_EMPTY", { name });
  return { name, sha256, size };
}

/** Datatokens of the other assets that the job uses, each once. */
function assetsOf(datasets: readonly DatasetReference[], algorithm: ResolvedAlgorithm | undefined): string[] {
  const assets = [...datasets.map(({ asset }) => asset), algorithm?.reference.asset];
  return [...new Set(assets.filter((asset) => asset !== undefined))];
}

/** How much of each token the account lacks for one job. */
async function missing(client: Client, tokens: readonly string[]): Promise<Amount[]> {
  const { account } = signingAccount(client);
  const held = await Promise.all(tokens.map((token) => balanceOf(client, { token, account })));
  return tokens
    .map((token, i) => ({ token, amount: WHOLE_TOKEN - held[i]! }))
    .filter(({ amount }) => amount > 0n);
}

async function purchasesFor(
  client: Client,
  model: string,
  { buy = false, payToken }: WantedJob,
): Promise<readonly Purchase[]> {
  if (typeof buy !== "boolean") return buy;
  const [lacking] = buy ? await missing(client, [model]) : [];
  if (lacking === undefined) return [];
  return (await quoteBuy(client, { ...lacking, ...(payToken === undefined ? {} : { payToken }) })).purchases;
}
