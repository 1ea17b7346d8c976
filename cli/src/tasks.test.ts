import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseEther, type Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { claim, offerDatatokens, settleLineage } from "@posthuman/sdk";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { importDataset, importWeights, openDataFolder } from "@posthuman/worker";
import { startFamily, type Family } from "@posthuman/worker/testing/startFamily";
import type { TestNode } from "@posthuman/worker/testing/startNode";
import { runPosthuman } from "./testing/runPosthuman.ts";

/** Real algorithms on tiny models, as a person has them run. The other tasks' way: worker/src/engine/tasks.test.ts. */
const ALGORITHMS = fileURLToPath(new URL("../../algorithms", import.meta.url));
const PYTHON = join(ALGORITHMS, ".venv", "bin", "python");
const TASKS = ["text-classification", "image-classification"] as const;

let family: Family;
let node: TestNode;
let folder: string;

beforeAll(async () => {
  family = await startFamily();
  folder = join(family.folder, "tasks");
  const env = { ...process.env, PYTHONPATH: join(ALGORITHMS, "src"), PYTHONDONTWRITEBYTECODE: "1" };
  await promisify(execFile)(PYTHON, [join(ALGORITHMS, "tests", "tiny_tasks.py"), folder, ...TASKS], { env });
  node = await family.startNode("w1", { config: { algorithms: ALGORITHMS, python: PYTHON, slots: 2 } });
  await publish("films", "text-classification", "held-out.csv");
  await publish("pictures", "image-classification", "held-out.zip");
  const keys = { bob: family.bobKey, alice: (family.alice.signer as Wallet).privateKey };
  for (const [name, key] of Object.entries(keys))
    writeFileSync(join(family.folder, `${name}.key`), key, { mode: 0o600 });
}, 180_000);
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

/** Publishes a task's tiny model under a name, and puts some of its datatokens up for sale. */
async function publish(name: string, task: string, heldOut: string): Promise<void> {
  const { market, alice } = family;
  const data = await openDataFolder(join(family.folder, "w1"));
  const custody = { addresses: market.addresses, custodian: alice.account ?? "" };
  const weightsRoot = await importWeights(data, join(folder, task, "model"), custody);
  const { sha256 } = await importDataset(data, join(folder, task, heldOut));
  const terms = { tailRecipient: custody.custodian, birthSupply: parseEther("1000"), minGain: 1n };
  const token = await publishRoot(alice, {
    name,
    weightsRoot,
    family: { ...terms, evaluationHash: `0x${sha256}` },
  });
  const sale = { token, amount: parseEther("10"), payToken: market.ocean, price: parseEther("2") };
  await offerDatatokens(alice, sale);
}

/** Runs a command with the account of Alice or Bob, who buy the datatokens that they lack. */
function as(name: "alice" | "bob", ...args: string[]) {
  const wallet = ["--addresses", join(family.folder, "addresses.json"), "--key-file", `${name}.key`, "--yes"];
  const env = { POSTHUMAN_RPC_URL: family.market.chain.url };
  return runPosthuman([...args, ...wallet], { cwd: family.folder, env });
}

const file = (task: (typeof TASKS)[number], name: string) => join(folder, task, name);
const like = (pattern: RegExp) => expect.stringMatching(pattern) as string;

test.concurrent("a classifier is trained, born, used and measured by commands", async () => {
  const dataset = ["--dataset", file("text-classification", "train.csv")];
  const learn = ["--steps", "30", "--param", "batch_size=8", "learning_rate=0.02", "warmup_steps=2"];
  const trained = await as(
    ...(["bob", "train", "films", ...dataset, "--name", "films-2", ...learn, "--buy", "--wait"] as const),
  );
  expect(trained).toMatchObject({ code: 0, stderr: like(/Task +text-classification/) });
  expect(trained.stderr).toContain("accuracy on the held-out set: 0.5 → 1, gained 0.5");
  expect(trained.stderr).toMatch(
    /measuring parent: \d+ %[^]*training: \d+ %, step[^]*measuring child: \d+ %/,
  );
  const child = /films-2 is born: (0x\w{40})\n/.exec(trained.stdout)![1]!;
  await settleLineage(family.bob, { model: child, token: child });
  await claim(family.bob, child);

  const used = await as("bob", "infer", "films-2", "the film was good and fine");
  expect(used).toMatchObject({
    code: 0,
    stdout: like(/^label     score\npositive  0\.9\d+\nnegative  0\.0/),
  });
  const out = join(family.folder, "evaluation");
  const heldOut = file("text-classification", "held-out.csv");
  const measured = await as("bob", "evaluate", "films-2", heldOut, "--out", out);
  expect(measured).toMatchObject({ code: 0, stdout: like(/is better than films: \+0\.5000 accuracy/) });
  expect(measured.stdout).toMatch(/^model +accuracy +macro F1\nfilms-2 +1\.0000/m);
  expect(readFileSync(join(out, "report.html"), "utf8")).toContain("films-2");
});

test.concurrent("a picture is labelled, and a broken dataset told by its row", async () => {
  const asked = await as("alice", "infer", "pictures", "--file", file("image-classification", "ask.png"));
  expect(asked).toMatchObject({
    code: 0,
    stdout: like(/^label +score\n(red|blue) +0\.\d+\n(red|blue) +0\.\d+\n/),
  });
  const broken = join(family.folder, "broken.csv");
  writeFileSync(broken, "text,label\nlovely,positive\ndull,angry\n");
  expect(await as("alice", "train", "films", "--dataset", broken, "--wait")).toMatchObject({
    code: 1,
    stderr: like(/broken\.csv, row 3: the model has no label angry[^]*LABEL_UNKNOWN/),
  });
});
