import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeEvaluation } from "@posthuman/cli/report";
import { parseAmount } from "@posthuman/sdk";
import { openFile } from "@posthuman/sdk/node";
import { offerOne, publishRoot, sell, trainFurther } from "./acts.ts";
import type { StoryContext } from "./cast.ts";
import type { Report, ReportJob } from "./report.ts";
import { runDemoJob, type FinishedJob } from "./runDemoJob.ts";
import { shareBirth } from "./shares.ts";

const PROMPT = "My fellow citizens, the greatest task before us is";
const MAX_FEE = parseAmount("10");

/** What the story left, for the report. */
export interface StoryResult extends Pick<Report, "jobs" | "inference" | "evaluation"> {
  /** Names and datatokens, root first, with what was measured on the held-out set. */
  readonly models: readonly { name: string; address: string; bitsPerByte: number }[];
}

/** What Bob trains of Charlie's steps: there is more to gain for the first, and both are to gain about the same. */
const BOBS_PART = 7 / 12;

/** Tells the seven steps on real parts. `weights` is the folder of Alice's model, `steps` the length of Charlie's training. */
export async function tellStory(scene: StoryContext, weights: string, steps: number): Promise<StoryResult> {
  const { screen, people, custodianWorker, corpus, folder } = scene;
  const { Alice, Bob, Charlie, Derek, Elena } = people;
  const endpoint = custodianWorker.url;
  const jobs: ReportJob[] = [];
  const done = (model: string, { line }: FinishedJob) => jobs.push({ ...line, model });

  screen.step("1. Alice publishes a GPT-2 model, M1");
  const m1 = await publishRoot(scene, weights);

  screen.step("2. Bob buys a datatoken of M1 and has it trained on his text");
  await sell(screen, { seller: Alice, buyer: Bob, model: m1, price: "2", says: "Bob buys 1 M1 from Alice" });
  const bob = await trainFurther(scene, {
    trainer: "Bob",
    model: m1,
    childName: "M2",
    text: corpus.bob,
    steps: Math.ceil(steps * BOBS_PART),
  });
  done("M1", bob);

  screen.step("3. M2 is born: it stays at Alice's, and Bob is rewarded");
  const m2 = bornOf(bob);
  await shareBirth(screen, people, {
    ...m2,
    endpoint,
    description: "M1, trained further on addresses of 1870 to 1909.",
  });

  screen.step("4. Charlie buys a datatoken of M2 from Bob and has it trained further");
  await sell(screen, {
    seller: Bob,
    buyer: Charlie,
    model: m2.model,
    price: "3",
    says: "Charlie buys 1 M2 from Bob",
  });
  const charlie = await trainFurther(scene, {
    trainer: "Charlie",
    model: m2.model,
    childName: "M3",
    text: corpus.charlie,
    steps,
  });
  done("M2", charlie);

  screen.step("5. M3 is born: its datatokens are shared along the lineage");
  const m3 = bornOf(charlie);
  await shareBirth(screen, people, {
    ...m3,
    endpoint,
    description: "M2, trained further on addresses of 1930 to 1969.",
  });

  screen.step("6. Derek buys a datatoken of M3 from Charlie and has it continue a text");
  const { model } = m3;
  await sell(screen, {
    seller: Charlie,
    buyer: Derek,
    model,
    price: "4",
    says: "Derek buys 1 M3 from Charlie",
  });
  const derek = await runDemoJob(screen, {
    requester: Derek,
    job: {
      kind: "infer",
      endpoint,
      model,
      maxFee: MAX_FEE,
      parameters: { prompt: PROMPT, max_new_tokens: 60, temperature: 0.8, top_k: 40 },
    },
    folder: join(folder, "derek"),
  });
  done("M3", derek);
  const inference = await readJson<Report["inference"]>(join(folder, "derek", "output.json"));
  screen.show(`“${inference.prompt}${inference.text}”`);

  screen.step("7. Elena has M3 evaluated on her own text");
  await sell(screen, {
    seller: Charlie,
    buyer: Elena,
    model,
    price: "4",
    says: "Elena buys 1 M3 from Charlie",
  });
  const sellers = [
    { seller: Alice, token: m1, price: "2" },
    { seller: Bob, token: m2.model, price: "3" },
    { seller: Charlie, token: model, price: "4" },
  ];
  for (const { seller, token, price } of sellers) await offerOne(seller, token, price);
  screen.say("Alice, Bob and Charlie offer one more datatoken each: M1 for 2 OCEAN, M2 for 3, M3 for 4");
  const elena = await runDemoJob(screen, {
    requester: Elena,
    job: {
      kind: "evaluate",
      endpoint,
      model,
      maxFee: MAX_FEE,
      datasets: [{ name: basename(corpus.elena), source: await openFile(corpus.elena) }],
    },
    folder: join(folder, "elena"),
  });
  done("M3", elena);
  const { rows } = await readJson<Report["evaluation"]>(join(folder, "elena", "report.json"));
  const page = await writeEvaluation(Elena.client, { job: elena.id, folder: join(folder, "elena") });
  assert(page, "The evaluation's report has another form.");
  screen.show(await readFile(join(folder, "elena", "table.md"), "utf8"));

  return {
    models: [
      { name: "M1", address: m1, bitsPerByte: bitsPerByteOf(bob).parent },
      { name: "M2", address: m2.model, bitsPerByte: m2.bitsPerByte },
      { name: "M3", address: m3.model, bitsPerByte: m3.bitsPerByte },
    ],
    jobs,
    inference: { prompt: inference.prompt, text: inference.text },
    evaluation: {
      text: basename(corpus.elena),
      rows: rows.map(({ model, bitsPerByte }) => ({ model, bitsPerByte })),
    },
  };
}

function bornOf(training: FinishedJob): { model: string; bitsPerByte: number } {
  assert(training.child !== undefined, "The training did not improve the model: no child was born.");
  return { model: training.child, bitsPerByte: bitsPerByteOf(training).child };
}

function bitsPerByteOf({ receipt }: FinishedJob): { parent: number; child: number } {
  return receipt.metrics.bits_per_byte as { parent: number; child: number };
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}
