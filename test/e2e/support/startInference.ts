import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  claim,
  openSession,
  parseAmount,
  publishModel,
  settle,
  stake,
  transferDatatoken,
  type Client,
  type OpenedSession,
} from "@posthuman/sdk";
import { freePort } from "@posthuman/sdk/testing/freePort";
import { importWeights, openDataFolder, type WorkerConfigInput } from "@posthuman/worker";
import { id } from "ethers";
import { startCustodianWorker, type CustodianWorker } from "../../../scripts/demo/cast.ts";
import { python } from "../../../scripts/demo/materials.ts";
import { startStack, type Account, type Stack } from "../../../scripts/stack/startStack.ts";

/** Models of `tiny_models.py`. */
const models = ["writer", "talker", "embedder", "judge"] as const;

/** Name of a model that is served. */
export type ModelName = (typeof models)[number];

const names = ["bob", "carol", "dave", "erin"] as const;

/** What a session of a test is like, where it is not like the others. */
export interface SessionWish {
  readonly tokens?: number;
  readonly seconds?: number;
}

/** A market with models of several tasks, a worker that serves them, and people who hold datatokens of each. */
export interface InferenceMarket extends AsyncDisposable {
  readonly stack: Stack;
  readonly custodianWorker: CustodianWorker;
  /** The worker's folder; `startWorker` on it starts the worker again. */
  readonly workerFolder: string;
  readonly people: Readonly<Record<(typeof names)[number], Account>>;
  /** Datatokens. */
  readonly models: Readonly<Record<ModelName, string>>;
  /** Opens a session of a model, as a program would. */
  open(client: Client, model: ModelName, wish?: SessionWish): Promise<OpenedSession>;
}

/** What a worker asks for a session whose budget is used up. */
export const FEE = parseAmount("5");

const JOBS = parseAmount("20");

/**
 * Starts a chain, a worker, and small models with random weights.
 * @param only The models that are published; all four unless it is said.
 */
export async function startInference(
  config: Partial<WorkerConfigInput>,
  only: readonly ModelName[] = models,
): Promise<InferenceMarket> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-inference-"));
  const [stack] = await Promise.all([
    // However long a worker that was killed takes to start again, its lease lasts.
    startStack(folder, { leaseSeconds: 3_600 }),
    promisify(execFile)(python, [join(import.meta.dirname, "tiny_models.py"), join(folder, "weights")]),
  ]);
  const alice = await stack.newAccount(parseAmount("5000"));
  const people: Partial<InferenceMarket["people"]> = {};
  for (const name of names) Object.assign(people, { [name]: await stack.newAccount(parseAmount("200")) });
  // One port for ever, so that whoever was told of it finds the worker again after a restart.
  const listen = { port: await freePort() };
  const workerFolder = join(folder, "worker");
  const custodianWorker = await startCustodianWorker(stack, {
    custodian: alice,
    folder: workerFolder,
    threads: 1,
    fee: FEE,
    config: { listen, ...config },
  });
  // Each job locks a part of the worker's stake, and sessions are long jobs.
  await stake(alice.client, { worker: custodianWorker.address, amount: parseAmount("3000") });
  const data = await openDataFolder(String(custodianWorker.settings.dataFolder));
  const tokens: Partial<Record<ModelName, string>> = {};
  for (const name of only) {
    const whose = { addresses: stack.addresses, custodian: alice.address };
    const weightsRoot = await importWeights(data, join(folder, "weights", name), whose);
    tokens[name] = await publish(alice, { name, weightsRoot, holders: Object.values(people) });
  }
  return {
    stack,
    custodianWorker,
    workerFolder,
    people: people as InferenceMarket["people"],
    models: tokens as Record<ModelName, string>,
    open: (client, name, { tokens: budget = 5_000, seconds = 3_600 } = {}) =>
      openSession(client, {
        endpoint: custodianWorker.url,
        model: tokens[name]!,
        maxFee: FEE,
        tokens: budget,
        seconds,
        pollMs: 100,
      }),
    async [Symbol.asyncDispose]() {
      await custodianWorker.kill();
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Publication {
  readonly name: string;
  readonly weightsRoot: string;
  readonly holders: readonly Account[];
}

/** Publishes a root, and gives datatokens of it away. */
async function publish(
  { client, address }: Account,
  { name, weightsRoot, holders }: Publication,
): Promise<string> {
  const family = {
    tailRecipient: address,
    birthSupply: parseAmount("1000"),
    minGain: parseAmount("0.05"),
    evaluationHash: id("held-out"),
  };
  const { model } = await publishModel(client, { name, weightsRoot, family });
  await settle(client, { model, token: model });
  await claim(client, model);
  for (const { address: to } of holders) await transferDatatoken(client, { token: model, to, amount: JOBS });
  return model;
}
