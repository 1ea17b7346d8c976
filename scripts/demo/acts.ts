import { openAsBlob } from "node:fs";
import { basename, join } from "node:path";
import {
  buyDatatokens,
  claimableOf,
  claimFor,
  describeModel,
  formatAmount,
  getModel,
  inboxOf,
  lineageOf,
  offerDatatokens,
  parseAmount,
  publishModel,
  setModelMetadata,
  settleLineage,
  sha256Of,
  sharesOf,
} from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import type { Account } from "../stack/startStack.ts";
import { runPosthuman } from "../stack/startWorker.ts";
import { nameOf, type Name, type People, type StoryContext } from "./cast.ts";
import { runJob, type FinishedJob } from "./runJob.ts";
import type { Screen } from "./screen.ts";

const BIRTH_SUPPLY = parseAmount("1000");

/** Gain that a hop is worth, in bits per byte: what both trainings reach once, and neither reaches twice. */
const MIN_GAIN = parseAmount("0.075");

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
  const { model } = await publishModel(client, {
    name,
    weightsRoot,
    family: {
      tailRecipient: people.tail.address,
      birthSupply: BIRTH_SUPPLY,
      minGain,
      evaluationHash: `0x${sha256}`,
    },
  });
  screen.say(`${name} is published; its weights stay in ${custodianWorker.url}`);
  await shareBirth(screen, people, { model, description, endpoint: custodianWorker.url });
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
  return runJob(screen, { requester, job, folder: join(folder, trainer.toLowerCase()) });
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
  const one = parseAmount("1");
  const payToken = seller.client.addresses.ocean.Token;
  const offer = { token: model, amount: one, payToken, price: parseAmount(price) };
  const { id } = await offerDatatokens(seller.client, offer);
  const { cost } = await buyDatatokens(buyer.client, { offer: id, amount: one });
  screen.say(`${says} for ${formatAmount(cost)} OCEAN`);
}

/** A model that was just born, and what is known of it. */
interface NewModel {
  readonly model: string;
  readonly description: string;
  /** Base URL of the custodian's worker. */
  readonly endpoint: string;
}

/**
 * What follows a birth: the custodian puts the description on chain, anyone settles the birth supply up the lineage,
 * and everybody who earned some of it claims.
 */
export async function shareBirth(screen: Screen, people: People, born: NewModel): Promise<void> {
  const { model, description, endpoint } = born;
  const { client } = people.Alice;
  const record = await getModel(client, model);
  const ddo = describeModel({
    chainId: client.chainId,
    model: record,
    lineage: await lineageOf(client, model),
    description,
    endpoint,
    author: "Posthuman demo",
    license: "Apache-2.0",
    created: new Date(),
  });
  await setModelMetadata(client, ddo);
  screen.say(`${record.name} is an asset on Ocean: ${ddo.id.slice(0, 23)}…`);
  await settleLineage(client, { model, token: model });
  for (const recipient of new Set((await sharesOf(client, model)).map((share) => share.recipient))) {
    const { result: amount } = await claimFor(client, { account: recipient, token: model });
    screen.say(`${nameOf(people, recipient)} gets ${formatAmount(amount)} ${record.name}`);
  }
}

/** Shares what the models earned since their births, datatokens that jobs spent, and pays everybody out. */
export async function payOut(people: People, models: readonly { address: string }[]): Promise<void> {
  const { client } = people.Alice;
  for (const { address: token } of models) {
    if ((await inboxOf(client, { model: token, token })) > 1n)
      await settleLineage(client, { model: token, token });
    for (const { address: account } of Object.values(people)) {
      if ((await claimableOf(client, { account, token })) > 0n) await claimFor(client, { account, token });
    }
  }
}
