import { openAsBlob } from "node:fs";
import { basename, join } from "node:path";
import {
  executePlan,
  formatAmount,
  parseAmount,
  planBuy,
  planPublish,
  planSell,
  sha256Of,
} from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import type { Account } from "../stack/startStack.ts";
import { runPosthuman } from "../stack/startWorker.ts";
import type { Name, StoryContext } from "./cast.ts";
import { runDemoJob, type FinishedJob } from "./runDemoJob.ts";
import type { Screen } from "./screen.ts";
import { payShares, putOnOcean, sayShare } from "./shares.ts";

const ONE = parseAmount("1");
const BIRTH_SUPPLY = parseAmount("1000");

/**
 * Gain that a hop is worth, in bits per byte: what both trainings reach once, and neither reaches twice, on any processor
 * (the bits of a training differ from one to the next; gains were between 0.097 and 0.130).
 */
const MIN_GAIN = parseAmount("0.08");

/** What a root is called, what it is, and which gain its family asks of a training, in 1e-18 bits per byte. */
interface Root {
  readonly name: string;
  readonly description: string;
  readonly minGain: bigint;
}

const M1: Root = {
  name: "M1",
  description: "GPT-2 architecture, trained on State of the Union addresses of 1790 to 1859.",
  minGain: MIN_GAIN,
};

/**
 * Alice brings her weights and the held-out set to her worker and publishes the model.
 *
 * @param weights Folder of the weights.
 * @returns The model's datatoken.
 */
export async function publishRoot(
  { people, custodianWorker, corpus, screen }: StoryContext,
  weights: string,
  { name, description, minGain }: Root = M1,
): Promise<string> {
  const { client, address: custodian } = people.Alice;
  const config = ["--config", custodianWorker.config];
  await runPosthuman("worker", "import-dataset", corpus.evaluation, ...config);
  const { weightsRoot } = await runPosthuman<{ weightsRoot: string }>(
    ...["worker", "import-weights", weights, "--custodian", custodian, ...config],
  );
  const { sha256 } = await sha256Of(await openAsBlob(corpus.evaluation));
  const family = {
    tailRecipient: people.tail.address,
    birthSupply: BIRTH_SUPPLY,
    minGain,
    evaluationHash: `0x${sha256}`,
  };
  const { result } = await executePlan(client, planPublish(client, { name, weightsRoot, family }));
  const { model, claimed } = result;
  screen.say(`${name} is published; its weights stay in ${custodianWorker.url}`);
  await putOnOcean(screen, client, { model, description, endpoint: custodianWorker.url });
  sayShare(screen, "Alice", claimed, name);
  await payShares(screen, people, model, [custodian]);
  return model;
}

const PACE = { batch_size: 8, learning_rate: 0.004, warmup_steps: 5, checkpoint_every: 25 };

/** The trainer, the model, the text that it is trained on, and the child's name. */
interface Training {
  readonly trainer: Name;
  readonly model: string;
  readonly childName: string;
  readonly text: string;
  readonly steps: number;
  /** Further parameters of the algorithm; by default what lets a small model learn visibly in half a minute. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A trainer brings a private text to the custodian's worker and pays for a training on it. */
export async function trainFurther(scene: StoryContext, training: Training): Promise<FinishedJob> {
  const { screen, people, custodianWorker, folder } = scene;
  const { trainer, model, childName, text, steps, parameters = PACE } = training;
  const requester = people[trainer];
  const job = {
    kind: "train" as const,
    endpoint: custodianWorker.url,
    model,
    childName,
    datasets: [{ name: basename(text), source: await openFile(text) }],
    parameters: { steps, ...parameters },
    maxFee: parseAmount("10"),
  };
  return runDemoJob(screen, { requester, job, folder: join(folder, trainer.toLowerCase()) });
}

/** Who sells one datatoken of what to whom. */
interface Sale {
  readonly seller: Account;
  readonly buyer: Account;
  readonly model: string;
  /** For one datatoken, in OCEAN. */
  readonly price: string;
  /** The sentence's subject and object: "Bob buys 1 M1 from Alice". */
  readonly says: string;
}

/** Lists a datatoken at a fixed price and lets the buyer take it. */
export async function sell(screen: Screen, { seller, buyer, model, price, says }: Sale): Promise<void> {
  await offerOne(seller, model, price);
  const purchase = await planBuy(buyer.client, { token: model, amount: ONE });
  const { result } = await executePlan(buyer.client, purchase);
  screen.say(`${says} for ${formatAmount(result.cost)} OCEAN`);
}

/** Lists one datatoken at a fixed price, in OCEAN, for any buyer. */
export async function offerOne({ client }: Account, token: string, price: string): Promise<void> {
  await executePlan(client, await planSell(client, { token, amount: ONE, price: parseAmount(price) }));
}
