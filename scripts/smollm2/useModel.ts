import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeEvaluation } from "@posthuman/cli/report";
import { parseAmount } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { publishRoot, sell, trainFurther } from "../demo/acts.ts";
import type { StoryContext } from "../demo/cast.ts";
import { writeCorpus, type Corpus } from "../demo/materials.ts";
import { runDemoJob } from "../demo/runDemoJob.ts";
import { shareBirth } from "../demo/shares.ts";
import { serveModel } from "./serveModel.ts";

const ROOT = {
  name: "SmolLM2",
  description: "SmolLM2-135M-Instruct by Hugging Face (Apache-2.0), from its 4-bit GGUF file.",
  minGain: parseAmount("0.01"),
};

/** A low-rank change of a real model: little memory, and half a minute a step on two cores at worst. */
const PACE = {
  method: "lora",
  lora_rank: 8,
  batch_size: 2,
  block_size: 256,
  learning_rate: 0.001,
  warmup_steps: 2,
};

const MAX_FEE = parseAmount("10");

/** What was left for people to read. */
interface Used {
  /** The evaluation's page. */
  readonly page: string;
  /** Its table. */
  readonly table: string;
}

/** SmolLM2 is published, trained further by Bob, evaluated beside its parent by Elena, and asked by Derek. */
export async function useModel(scene: StoryContext, weights: string, steps: number): Promise<Used> {
  const { screen, people, custodianWorker, corpus, folder } = scene;
  const { Alice, Bob, Derek, Elena } = people;
  const endpoint = custodianWorker.url;

  screen.step("3. Alice publishes it as a root");
  const root = await publishRoot(scene, weights, ROOT);

  screen.step(`4. Bob has it fine-tuned with LoRA: ${steps} steps of 512 tokens, some minutes`);
  await sell(screen, { seller: Alice, buyer: Bob, model: root, price: "2", says: "Bob buys 1 SmolLM2" });
  const training = await trainFurther(scene, {
    trainer: "Bob",
    model: root,
    childName: "SmolLM2-SOTU",
    text: corpus.charlie,
    steps,
    parameters: PACE,
  });
  const { child } = training;
  assert(child !== undefined, "The training did not improve the model: no child was born.");
  await shareBirth(screen, people, {
    model: child,
    endpoint,
    description: "SmolLM2, fine-tuned on addresses of 1930 to 1969.",
  });

  screen.step("5. Elena has it evaluated on her own text, beside its parent: some minutes");
  await sell(screen, {
    seller: Bob,
    buyer: Elena,
    model: child,
    price: "3",
    says: "Elena buys 1 SmolLM2-SOTU",
  });
  const results = join(folder, "elena");
  const evaluation = await runDemoJob(screen, {
    requester: Elena,
    job: {
      kind: "evaluate",
      endpoint,
      model: child,
      maxFee: MAX_FEE,
      datasets: [{ name: basename(corpus.elena), source: await openFile(corpus.elena) }],
    },
    folder: results,
  });
  const written = await writeEvaluation(Elena.client, { job: evaluation.id, folder: results });
  assert(written, "The evaluation's report has another form.");

  screen.step("6. Derek asks it over OpenAI's API, in a session: the engine loads it first, a minute or two");
  await sell(screen, {
    seller: Bob,
    buyer: Derek,
    model: child,
    price: "3",
    says: "Derek buys 1 SmolLM2-SOTU",
  });
  await serveModel(scene, child);
  return { page: written.page, table: join(results, "table.md") };
}

/** Characters of each text: what two cores train on and measure in minutes. */
const CHARACTERS = { root: 0, bob: 0, charlie: 60_000, evaluation: 6_000, elena: 9_000 };

/** The demo's texts (State of the Union addresses), cut short. */
export function writeTexts(folder: string): Corpus {
  const corpus = writeCorpus(folder);
  for (const [name, characters] of Object.entries(CHARACTERS)) {
    const path = corpus[name as keyof Corpus];
    writeFileSync(path, readFileSync(path, "utf8").slice(0, characters));
  }
  return corpus;
}
