import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  authoriseWorker,
  cancelJob,
  createManifest,
  createTerms,
  fetchJob,
  requestJob,
  stake,
  uploadDataset,
  uploadManifest,
  type Client,
} from "@posthuman/sdk";
import { requestUnchecked, type UncheckedRequest } from "@posthuman/sdk/testing/requestUnchecked";
import { startFamily, type Family } from "../testing/startFamily.ts";
import type { TestNode } from "../testing/startNode.ts";
import { holdingsOf, refusalOf, statesOf, watchJob } from "../testing/watchJob.ts";

let family: Family;
let node: TestNode;

beforeAll(async () => {
  family = await startFamily();
  node = await family.startNode("w1");
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

const upload = async (text: string, by: Client = family.bob) =>
  uploadDataset(by, { endpoint: node.url, worker: node.worker, source: Buffer.from(text), name: "text.txt" });

async function request(given: Partial<UncheckedRequest>, by: Client = family.bob): Promise<string> {
  const { id } = await requestUnchecked(by, {
    kind: "infer",
    endpoint: node.url,
    model: family.model,
    datasets: [],
    maxFee: parseEther("5"),
    ...given,
  });
  return id;
}

const holdings = () => holdingsOf(family.bob, [family.model, family.market.ocean]);

test.each([
  ["names what is wrong", "DATASET_EMPTY", { do: "refuse" }],
  ["exits with an error", "JOB_CRASHED", { do: "crash" }],
  ["tries the network", "JOB_CRASHED", { do: "network" }],
  ["puts out weights", "OUTPUT_HOLDS_WEIGHTS", { do: "leak" }],
  ["puts out nothing that its kind may", "OUTPUT_FORBIDDEN", { do: "stray" }],
])("an algorithm that %s fails with %s, and all is refunded", async (_, code, parameters) => {
  const before = await holdings();
  const id = await request({ parameters: { prompt: "It", ...parameters } });
  const last = (await watchJob(family.bob, id)).at(-1);
  expect(last).toMatchObject({ type: "state", state: "Failed", reason: code });
  expect(await holdings()).toEqual(before);
  expect((await fetchJob(node.url, id)).error?.code).toBe(code);
});

test.each([
  ["an impossible gain", "METRICS_INVALID", { gain: 2.6 }],
  ["a trace that does not begin with the parent", "TRACE_INVALID", { do: "unrelated" }],
  ["weights as pickle", "WEIGHTS_FORMAT", { do: "pickle" }],
])("a training with %s fails with %s, and all is refunded", async (_, code, parameters) => {
  const before = await holdings();
  const datasets = [await upload("Some text.")];
  const id = await request({ kind: "train", childName: "M2", datasets, parameters });
  expect((await watchJob(family.bob, id)).at(-1)).toMatchObject({ state: "Failed", reason: code });
  expect(await holdings()).toEqual(before);
});

test("an algorithm that hangs fails with JOB_TIMEOUT, and all is refunded", async () => {
  await using hasty = await family.startNode("hasty", { config: { limits: { seconds: 1 } } });
  const before = await holdings();
  const parameters = { prompt: "It", do: "hang" };
  const id = await request({ endpoint: hasty.url, worker: hasty.worker, parameters });
  expect((await watchJob(family.bob, id)).at(-1)).toMatchObject({ state: "Failed", reason: "JOB_TIMEOUT" });
  expect(await holdings()).toEqual(before);
  expect((await fetchJob(hasty.url, id)).error?.code).toBe("JOB_TIMEOUT");
});

test("a training without enough gain is paid, and gives birth to nothing", async () => {
  const datasets = [await upload("Some text.")];
  const id = await request({ kind: "train", childName: "M2", datasets, parameters: { gain: -0.5 } });
  const updates = await watchJob(family.bob, id);
  expect(updates.at(-1)).toMatchObject({ state: "Settled", birthDue: false });
});

test("waits for a dataset, and for its requester's right to it", async () => {
  const { alice, bob } = family;
  const sha256 = createHash("sha256").update("Bob's text.").digest("hex");
  const datasets = [{ name: "text.txt", sha256, size: 11 }];
  const id = await request({ kind: "evaluate", datasets, parameters: {} });
  expect(await refusalOf(node.url, id)).toBe("DATASET_MISSING");
  await upload("Bob's text.", alice);
  await expect.poll(() => refusalOf(node.url, id)).toBe("DATASET_NOT_ALLOWED");
  await upload("Bob's text.", bob);
  expect(statesOf(await watchJob(bob, id)).at(-1)).toBe("Settled");
  expect((await fetchJob(node.url, id)).error).toBeUndefined();
});

test("lets nobody have a job read what another brought, by paying it in their name", async () => {
  const { alice, bob, model } = family;
  const text = "Bob's diary.";
  const sha256 = createHash("sha256").update(text).digest("hex");
  await upload(text, bob);
  const datasets = [{ name: "text.txt", sha256, size: text.length }];
  const { bytes, hash } = createManifest({ kind: "train", model, datasets, parameters: {} });
  await uploadManifest(node.url, bytes);
  const terms = await createTerms(alice, { kind: "train", model, manifestHash: hash, childName: "M2" });
  const inBobsName = { ...terms, requester: bob.account! };
  const { id } = await requestJob(alice, inBobsName);
  expect(await refusalOf(node.url, id)).toBe("DATASET_NOT_ALLOWED");
  await cancelJob(bob, id);
});

test("takes no manifest but the one that was paid for; cancelling refunds all", async () => {
  const { bob, model } = family;
  const before = await holdings();
  const { bytes, hash } = createManifest({ kind: "infer", model, parameters: { prompt: "It" } });
  const uri = (content: Uint8Array) =>
    `data:application/json;base64,${Buffer.from(content).toString("base64")}`;
  const other = `0x${"12".repeat(32)}`;
  const cases = [
    ["MANIFEST_MISMATCH", { manifestHash: other, manifestURI: uri(bytes) }],
    ["MANIFEST_MISSING", { manifestHash: other }],
    ["MANIFEST_UNREACHABLE", { manifestHash: hash, manifestURI: "http://127.0.0.1/manifest.json" }],
    [
      "MANIFEST_CONTRADICTS_TERMS",
      { manifestHash: hash, manifestURI: uri(bytes), kind: "evaluate" as const },
    ],
    ["DEADLINE_TOO_NEAR", { manifestHash: hash, manifestURI: uri(bytes), seconds: 9 }],
  ] as const;
  for (const [code, terms] of cases) {
    const { id } = await requestJob(bob, await createTerms(bob, { kind: "infer", model, ...terms }));
    expect(await refusalOf(node.url, id)).toBe(code);
    await cancelJob(bob, id);
  }
  expect(await holdings()).toEqual(before);
});

test("takes a job as soon as its manifest comes", async () => {
  const { bob, model } = family;
  const { bytes, hash } = createManifest({ kind: "infer", model, parameters: { prompt: "Later" } });
  const { id } = await requestJob(bob, await createTerms(bob, { kind: "infer", model, manifestHash: hash }));
  expect(await refusalOf(node.url, id)).toBe("MANIFEST_MISSING");
  await uploadManifest(node.url, bytes);
  expect(statesOf(await watchJob(bob, id)).at(-1)).toBe("Settled");
});

test("a worker without authorisation or stake takes nothing", async () => {
  const { alice, bob, model } = family;
  await using other = await family.startNode("w2", { enrol: false });
  const { bytes, hash } = createManifest({ kind: "infer", model, parameters: { prompt: "Whose" } });
  await uploadManifest(other.url, bytes);
  const terms = { kind: "infer" as const, model, manifestHash: hash, worker: other.worker };
  const { id } = await requestJob(bob, await createTerms(bob, terms));
  expect(await refusalOf(other.url, id)).toBe("WORKER_NOT_AUTHORISED");
  expect((await fetch(`${other.url}/ready`)).status).toBe(503);
  await authoriseWorker(alice, { worker: other.worker });
  await expect.poll(() => refusalOf(other.url, id)).toBe("WORKER_STAKE_TOO_SMALL");
  await stake(alice, { worker: other.worker, amount: parseEther("100") });
  expect(statesOf(await watchJob(bob, id)).at(-1)).toBe("Settled");
});

test("asks its price", async () => {
  const { bob, model } = family;
  const infer = { fixed: parseEther("2").toString() };
  await using dear = await family.startNode("w3", { config: { fees: { infer } } });
  const parameters = { prompt: "How much" };
  const cheap = await request({
    endpoint: dear.url,
    worker: dear.worker,
    maxFee: parseEther("1"),
    parameters,
  });
  expect(await refusalOf(dear.url, cheap)).toBe("FEE_TOO_LOW");
  await sleep(500);
  expect((await fetchJob(dear.url, cheap)).attempts).toBe(0);
  await cancelJob(bob, cheap);
  const [, before] = await holdingsOf(bob, [model, family.market.ocean]);
  const fair = await request({ endpoint: dear.url, worker: dear.worker, parameters });
  await watchJob(bob, fair);
  const [, after] = await holdingsOf(bob, [model, family.market.ocean]);
  expect((before ?? 0n) - (after ?? 0n)).toBe(parseEther("2"));
});
