import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAmount } from "@posthuman/sdk";
import { startStack } from "../stack/startStack.ts";
import { publishRoot, sell } from "./acts.ts";
import { makePeople, startCustodianWorker, type StoryContext } from "./cast.ts";
import { createRootModel, writeCorpus } from "./materials.ts";
import { createScreen } from "./screen.ts";

/** A market with one published model, of which Bob holds some datatokens. */
export interface Market extends AsyncDisposable {
  readonly scene: StoryContext;
  /** The model's datatoken. */
  readonly model: string;
  /** Folder of the model's weights, as Alice brought them. */
  readonly weights: string;
  /** The worker's folder; `startWorker` on it starts the worker again. */
  readonly workerFolder: string;
}

/** Starts a chain, a worker and a small model that learned for `rootSteps`; Bob buys `jobs` datatokens of it. */
export async function startMarket({ rootSteps = 30, jobs = 1, threads = 1 } = {}): Promise<Market> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-e2e-"));
  const screen = createScreen(process.stderr);
  const corpus = writeCorpus(join(folder, "corpus"));
  const weights = join(folder, "weights");
  const [stack] = await Promise.all([
    // The lease outlasts any restart of a killed worker.
    startStack(folder, { leaseSeconds: 3_600 }),
    createRootModel(screen, { text: corpus.evaluation, folder: weights, steps: rootSteps, threads }),
  ]);
  const people = await makePeople(stack);
  const workerFolder = join(folder, "worker");
  const custodian = people.Alice;
  const custodianWorker = await startCustodianWorker(stack, {
    custodian,
    folder: workerFolder,
    threads,
    fee: parseAmount("5"),
  });
  const scene = { screen, stack, people, custodianWorker, corpus, folder: join(folder, "results") };
  const model = await publishRoot(scene, weights);
  for (let job = 0; job < jobs; job++) {
    await sell(screen, { seller: people.Alice, buyer: people.Bob, model, price: "1", says: "Bob buys 1 M1" });
  }
  return {
    scene,
    model,
    weights,
    workerFolder,
    async [Symbol.asyncDispose]() {
      await custodianWorker.kill();
      await stack.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
