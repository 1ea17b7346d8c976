import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  claim,
  executePlan,
  fetchJob,
  getModel,
  getWorker,
  planRequest,
  settleLineage,
  streamEvents,
  uploadDataset,
  type WantedJob,
} from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import { startFamily, type Family } from "../testing/startFamily.ts";
import type { TestNode } from "../testing/startNode.ts";
import { statesOf, watchJob } from "../testing/watchJob.ts";

const DONE = ["Requested", "Leased", "Submitted", "Settled"];

let family: Family;
let node: TestNode;
let results: string;

beforeAll(async () => {
  family = await startFamily();
  node = await family.startNode("w1", { config: { fees: { train: { fixed: parseEther("2").toString() } } } });
  results = join(family.folder, "results");
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

async function upload(text: string) {
  const source = Buffer.from(text);
  return uploadDataset(family.bob, { endpoint: node.url, worker: node.worker, source, name: "text.txt" });
}

/** Requests a job as anybody does: after the checks that come before it is paid. */
async function request(job: WantedJob) {
  const plan = await planRequest(family.bob, { endpoint: node.url, ...job });
  return (await executePlan(family.bob, plan)).result;
}

test("trains, settles, gives birth, then evaluates the child beside its parent", async () => {
  const { bob, model } = family;
  const { id } = await request({
    kind: "train",
    model,
    childName: "M2",
    maxFee: parseEther("5"),
    datasets: [await upload("Some text.")],
    parameters: {},
  });
  const updates = await watchJob(bob, id);
  expect(statesOf(updates)).toEqual(DONE);
  const birth = updates.find((update) => update.type === "birth");
  const child = await getModel(bob, birth?.child ?? "");
  expect(child).toMatchObject({ name: "M2", owner: bob.account, parent: model });

  const { receipt } = await fetchResults(bob, { endpoint: node.url, job: id, folder: results });
  expect(receipt.files.map(({ path }) => path)).toEqual(["metrics.json"]);
  expect(receipt.environment).toMatchObject({ threads: 1, isolation: "bubblewrap" });
  expect(receipt.weightsRoot).toBe(child.weightsRoot);
  expect(await fetchJob(node.url, id)).toMatchObject({
    state: "Born",
    progress: 10_000,
    fee: parseEther("2").toString(),
  });
  expect(readdirSync(join(family.folder, "w1", "jobs"))).toEqual([]);

  await settleLineage(bob, { model: child.address, token: child.address });
  await claim(bob, child.address);
  const evaluation = await request({
    kind: "evaluate",
    model: child.address,
    parameters: {},
    datasets: [await upload("Elena's own text.")],
  });
  expect(statesOf(await watchJob(bob, evaluation.id))).toEqual(DONE);
  await fetchResults(bob, { endpoint: node.url, job: evaluation.id, folder: results });
  const report = JSON.parse(readFileSync(join(results, "report.json"), "utf8")) as {
    rows: { model: string }[];
  };
  expect(report.rows.map((row) => row.model)).toEqual(["M2", "M1"]);
});

test("answers a prompt, and tells of it as it happens", async () => {
  const { bob, model } = family;
  const { id } = await request({
    kind: "infer",
    model,
    datasets: [],
    parameters: { prompt: "It goes" },
  });
  const seen: string[] = [];
  for await (const { event, state } of streamEvents(node.url, id)) seen.push(state ?? event);
  expect(seen.filter((event) => event !== "progress")).toEqual(
    expect.arrayContaining(["Leased", "start", "end", "Submitted", "Settled"]),
  );
  await fetchResults(bob, { endpoint: node.url, job: id, folder: results });
  expect(readFileSync(join(results, "output.json"), "utf8")).toContain("It goes on.");
});

test("says on chain where it is, and that it is ready", async () => {
  expect((await getWorker(family.bob, node.worker)).endpoint).toBe(node.url);
  expect((await fetch(`${node.url}/ready`)).status).toBe(200);
  expect(await (await fetch(node.url)).json()).toMatchObject({ custodian: family.alice.account });
});

test("no key in what it logged", () => {
  expect(node.log()).toContain("Submitted a result.");
  expect(node.log()).not.toContain(family.keyOf("w1"));
});
