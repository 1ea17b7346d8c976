import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  claim,
  getModel,
  settleLineage,
  taskMetrics,
  tasks,
  transferDatatoken,
  uploadDataset,
} from "@posthuman/sdk";
import { fetchResults, openFile } from "@posthuman/sdk/node";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { requestUnchecked } from "@posthuman/sdk/testing/requestUnchecked";
import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importDataset, importWeights } from "../operator/imports.ts";
import { openDataFolder } from "../process/openDataFolder.ts";
import { startFamily, type Family } from "../testing/startFamily.ts";
import type { TestNode } from "../testing/startNode.ts";
import { statesOf, watchJob } from "../testing/watchJob.ts";

/**
 * Real algorithms, tiny models: each task's way through the market. The story tells that of causal-lm, and
 * cli/src/tasks.test.ts that of text-classification.
 */
const TASKS = tasks.filter((task) => task !== "causal-lm" && task !== "text-classification");
type TestedTask = (typeof TASKS)[number];

const ALGORITHMS = fileURLToPath(new URL("../../../algorithms", import.meta.url));
const PYTHON = join(ALGORITHMS, ".venv", "bin", "python");

/** What `tiny_tasks.py` leaves for a task. */
interface Asked {
  readonly train: Record<string, unknown>;
  readonly generate: Record<string, unknown>;
  readonly files: readonly string[];
}

let family: Family;
let node: TestNode;
let folder: string;
const trainings = new Map<TestedTask, { readonly root: string; readonly job: string }>();

beforeAll(async () => {
  family = await startFamily();
  folder = join(family.folder, "tasks");
  const env = { ...process.env, PYTHONPATH: join(ALGORITHMS, "src"), PYTHONDONTWRITEBYTECODE: "1" };
  await promisify(execFile)(PYTHON, [join(ALGORITHMS, "tests", "tiny_tasks.py"), folder], { env });
  const config = { algorithms: ALGORITHMS, python: PYTHON, slots: 2 };
  node = await family.startNode("w1", { config });
  for (const task of TASKS) trainings.set(task, await requestTraining(task));
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

function askedOf(task: TestedTask): Asked {
  return JSON.parse(readFileSync(join(folder, task, "ask.json"), "utf8")) as Asked;
}

function fileOf(task: TestedTask, kind: string): string {
  const name = askedOf(task).files.find((file) => file.startsWith(`${kind}.`) && file !== "ask.json");
  if (name === undefined) throw new Error(`${task} has no ${kind}`);
  return join(folder, task, name);
}

/** Publishes the task's model and has Bob ask for a training of it. */
async function requestTraining(task: TestedTask) {
  const { market, alice, bob } = family;
  const data = await openDataFolder(join(family.folder, "w1"));
  const custody = { addresses: market.addresses, custodian: alice.account ?? "" };
  const weightsRoot = await importWeights(data, join(folder, task, "model"), custody);
  const { sha256 } = await importDataset(data, fileOf(task, "held-out"));
  const root = await publishRoot(alice, {
    name: `${task}-1`,
    weightsRoot,
    family: {
      tailRecipient: custody.custodian,
      birthSupply: parseEther("1000"),
      minGain: 1n,
      evaluationHash: `0x${sha256}`,
    },
  });
  await transferDatatoken(alice, { token: root, to: bob.account ?? "", amount: parseEther("1") });
  const { id } = await requestUnchecked(bob, {
    endpoint: node.url,
    kind: "train",
    task,
    model: root,
    childName: `${task}-2`,
    datasets: [await upload(fileOf(task, "train"))],
    parameters: askedOf(task).train,
  });
  return { root, job: id };
}

async function upload(path: string) {
  const [source, name] = [await openFile(path), path.split("/").at(-1) ?? ""];
  return uploadDataset(family.bob, { endpoint: node.url, worker: node.worker, source, name });
}

test.each(TASKS)("a model of %s is trained, born and used", { timeout: 300_000 }, async (task) => {
  const { bob } = family;
  const { root, job } = trainings.get(task)!;
  const updates = await watchJob(bob, job);
  expect(statesOf(updates)).toEqual(["Requested", "Leased", "Submitted", "Settled"]);
  const results = join(family.folder, "results", task);
  const { receipt } = await fetchResults(bob, { endpoint: node.url, job, folder: results });
  const { metric, gain } = receipt.metrics as { metric: { name: string }; gain: number };
  expect(receipt.task).toBe(task);
  expect(metric.name).toBe(taskMetrics[task].name);
  expect(gain).toBeGreaterThan(0);
  const birth = updates.find((update) => update.type === "birth");
  const child = await getModel(bob, birth?.child ?? "");
  expect(child).toMatchObject({ name: `${task}-2`, owner: bob.account, parent: root });
  expect(child.weightsRoot).toBe(receipt.weightsRoot);

  await settleLineage(bob, { model: child.address, token: child.address });
  await claim(bob, child.address);
  const asked = askedOf(task);
  const file = asked.files.some((name) => name.startsWith("ask.") && name !== "ask.json");
  const use = await requestUnchecked(bob, {
    endpoint: node.url,
    kind: "infer",
    task,
    model: child.address,
    parameters: asked.generate,
    datasets: file ? [await upload(fileOf(task, "ask"))] : [],
  });
  expect(statesOf(await watchJob(bob, use.id)).at(-1)).toBe("Settled");
  const used = join(family.folder, "used", task);
  await fetchResults(bob, { endpoint: node.url, job: use.id, folder: used });
  expect(readdirSync(used)).toEqual(expect.arrayContaining(["output.json", "output.txt"]));
  const answer = JSON.parse(readFileSync(join(used, "output.json"), "utf8")) as Record<string, unknown>;
  expect(answer).toMatchObject({ text: expect.any(String) as unknown, output: expect.anything() as unknown });
});
