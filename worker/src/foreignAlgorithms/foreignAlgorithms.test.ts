import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEther, parseUnits } from "ethers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  buyAsset,
  cancelJob,
  canonicalJson,
  createTerms,
  didOfAsset,
  fetchAbout,
  fetchJob,
  getAlgorithm,
  keccakOfJson,
  publishAlgorithm,
  publishAsset,
  requestJob,
  streamEvents,
  uploadDataset,
  type AlgorithmReference,
  type Client,
  type DatasetReference,
} from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import { requestUnchecked } from "@posthuman/sdk/testing/requestUnchecked";
import { startFamily, type Family } from "../testing/startFamily.ts";
import type { TestNode } from "../testing/startNode.ts";
import { holdingsOf, refusalOf, statesOf, watchJob } from "../testing/watchJob.ts";

/** An algorithm as they are written for Ocean: it finds its inputs by the environment. */
const COUNTER = `
import json, os, sys
files = {}
for did in json.loads(os.environ["DIDS"]):
    for name in sorted(os.listdir(f"/data/inputs/{did}")):
        with open(f"/data/inputs/{did}/{name}") as file:
            files[f"{did}/{name}"] = len(file.read().split())
with open("/data/inputs/algoCustomData.json") as file:
    parameters = json.load(file)
with open("/data/model/model.safetensors", "rb") as file:
    weights = len(file.read())
report = {"words": files, "parameters": parameters, "weights": weights, "did": os.environ["TRANSFORMATION_DID"],
          "argv": sys.argv, "package": "posthuman_algorithms" in sys.modules or "PYTHONPATH" in os.environ}
with open("/data/outputs/report.json", "w") as file:
    json.dump(report, file)
`;

/** One that misbehaves as the parameter `do` says. */
const HOSTILE = `
import json, os, socket, sys
do = json.load(open("/data/inputs/algoCustomData.json"))["do"]
weights = open("/data/model/model.safetensors", "rb").read()
def put(name, text):
    open(f"/data/outputs/{name}", "w").write(text)
def emit(**event):
    open("/data/logs/events.jsonl", "a").write(json.dumps(event) + "\\n")
put("output.json", '{"text": "Hello."}')
if do == "copy":
    put("output.json", json.dumps({"text": weights.hex()}))
if do == "much":
    put("output.txt", "All work and no play. " * 20_000)
if do == "model":
    open("/data/outputs/model.safetensors", "wb").write(weights)
if do == "network":
    socket.create_connection(("127.0.0.1", 8545), timeout=3)
if do == "rewrite":
    open("/data/model/model.safetensors", "wb").write(b"")
if do == "events":
    emit(event="metrics", metrics={"weight": 0.1234, "gain": 9})
    emit(event="progress", step=1, total=2, loss=0.1234)
    emit(event="checkpoint", step=1, weights=weights[-32:].hex())
if do == "words":
    emit(event="error", code="DATASET_EMPTY", args={"name": weights[-64:].hex()})
    sys.exit(2)
`;

const sha256Of = (text: string) => createHash("sha256").update(text).digest("hex");
const entrypoint = "python3 $ALGO";
const ONE = parseEther("1");

let family: Family;
let node: TestNode;
let carol: Client;

beforeAll(async () => {
  family = await startFamily();
  const trustedAlgorithms = [sha256Of(COUNTER), sha256Of(HOSTILE), sha256Of("Carol's own")];
  node = await family.startNode("w1", {
    config: { trustedAlgorithms, fees: { evaluate: { perSecond: "1" } } },
  });
  carol = await family.market.join();
});
afterAll(async () => {
  await node[Symbol.asyncDispose]();
  await family[Symbol.asyncDispose]();
});

async function upload(by: Client, text: string, asset?: string): Promise<DatasetReference> {
  const given = { endpoint: node.url, worker: node.worker, source: Buffer.from(text), name: "file" };
  return uploadDataset(by, { ...given, ...(asset === undefined ? {} : { asset }) });
}

async function infer(algorithm: AlgorithmReference, parameters = {}): Promise<string> {
  const { id } = await requestUnchecked(family.bob, {
    endpoint: node.url,
    kind: "infer",
    model: family.model,
    algorithm,
    parameters,
  });
  return id;
}

/** What anybody can read of a job that is over. */
async function eventsOf(id: string): Promise<object[]> {
  const events = [];
  for await (const event of streamEvents(node.url, id)) if (event.event !== "state") events.push(event);
  return events;
}

test("one person publishes an algorithm, another runs it in a paid job on the third one's model", async () => {
  const { bob, model } = family;
  const size = Buffer.byteLength(COUNTER);
  const description = {
    name: "Counter",
    description: "Counts the words of texts.",
    author: "Carol",
    license: "MIT",
    entrypoint,
    sha256: sha256Of(COUNTER),
    size,
    endpoint: node.url,
  };
  const { datatoken: asset } = await publishAlgorithm(carol, { ...description, sale: { kind: "free" } });
  await upload(carol, COUNTER, asset);
  const corpus = await publishAsset(carol, { name: "Corpus", sale: { kind: "free" } });
  const texts = [
    await upload(carol, "Two words", corpus.datatoken),
    await upload(carol, "Now three words", corpus.datatoken),
    await upload(bob, "One"),
  ];

  expect((await fetchAbout(node.url)).algorithms).toMatchObject({ images: [], python: /^3/ });
  const algorithm = await getAlgorithm(bob, asset);
  expect(algorithm).toMatchObject({
    name: "Counter",
    author: "Carol",
    sha256: sha256Of(COUNTER),
    entrypoint,
  });
  for (const datatoken of [asset, corpus.datatoken]) await buyAsset(bob, { datatoken, amount: ONE });
  const before = await holdingsOf(bob, [model, asset, corpus.datatoken]);
  const { id } = await requestUnchecked(bob, {
    endpoint: node.url,
    kind: "evaluate",
    model,
    datasets: texts,
    algorithm,
    parameters: { deep: true },
    assets: [asset, corpus.datatoken],
    maxFee: parseUnits("60", 0),
  });
  const updates = await watchJob(bob, id);
  expect(statesOf(updates).at(-1)).toBe("Settled");
  const after = await holdingsOf(bob, [model, asset, corpus.datatoken]);
  expect(before.map((amount, i) => amount - after[i]!)).toEqual([ONE, ONE, ONE]);
  // What the fee goes by is the worker's own clock.
  expect(await eventsOf(id)).toMatchObject([{ event: "start", algorithm: "third-party" }, { event: "end" }]);

  const folder = join(family.folder, "results");
  const { receipt } = await fetchResults(bob, { endpoint: node.url, job: id, folder });
  expect(receipt).toMatchObject({ algorithm: sha256Of(COUNTER), metrics: {}, kind: "evaluate" });
  expect(receipt.files.map(({ path }) => path)).toEqual(["report.json"]);
  const did = await didOfAsset(bob, corpus.datatoken);
  const own = texts[2]!.sha256.slice(0, 16);
  expect(JSON.parse(readFileSync(join(folder, "report.json"), "utf8"))).toEqual({
    words: { [`${did}/0`]: 2, [`${did}/1`]: 3, [`${own}/0`]: 1 },
    parameters: { deep: true },
    weights: expect.any(Number) as unknown,
    package: false,
    did: await didOfAsset(bob, asset),
    argv: ["/data/transformations/algorithm"],
  });
});

describe("a worker does not take a job with an algorithm", () => {
  const counter = { sha256: sha256Of(COUNTER), entrypoint };
  test.each([
    ["that its operator did not allow", "ALGORITHM_NOT_ALLOWED", { ...counter, sha256: sha256Of("other") }],
    ["that is another's, and not paid for", "ALGORITHM_UNPAID", counter],
    ["that nobody uploaded", "ALGORITHM_MISSING", { ...counter, sha256: sha256Of("Carol's own") }],
    ["for an image", "ALGORITHM_IMAGE_UNKNOWN", { ...counter, image: "python:3.11" }],
    ["for another language", "ALGORITHM_ENTRYPOINT_INVALID", { ...counter, entrypoint: "node $ALGO" }],
  ])("%s: %s", async (_, code, algorithm) => {
    await upload(carol, COUNTER);
    const id = await infer(algorithm);
    expect(await refusalOf(node.url, id)).toBe(code);
    await cancelJob(family.bob, id);
  });

  test("that would train, however the manifest was made", async () => {
    const { bob, model } = family;
    const datasets = [await upload(bob, "Some text.")];
    const forged = {
      version: 1,
      kind: "train",
      task: "causal-lm",
      model,
      datasets,
      parameters: {},
      seed: 1,
      algorithm: counter,
    };
    const manifestURI = `data:application/json;base64,${Buffer.from(canonicalJson(forged)).toString("base64")}`;
    const given = { kind: "train" as const, model, manifestHash: keccakOfJson(forged), manifestURI };
    const { id } = await requestJob(bob, await createTerms(bob, { ...given, childName: "M2" }));
    expect(await refusalOf(node.url, id)).toBe("ALGORITHM_CANNOT_TRAIN");
    await cancelJob(bob, id);
  });
});

describe("an algorithm", () => {
  const hostile = { sha256: sha256Of(HOSTILE), entrypoint };

  test.each([
    ["spells weights in its output", "OUTPUT_HOLDS_WEIGHTS", "copy"],
    ["puts out much", "OUTPUT_TOO_LARGE", "much"],
    ["puts the model out", "OUTPUT_FORBIDDEN", "model"],
    ["asks the network", "JOB_CRASHED", "network"],
    ["writes over the weights", "JOB_CRASHED", "rewrite"],
    ["gives weights as its reason to fail", "JOB_CRASHED", "words"],
  ])("that %s fails with %s, and all is refunded", async (_, code, what) => {
    await upload(family.bob, HOSTILE);
    const before = await holdingsOf(family.bob, [family.model]);
    const id = await infer(hostile, { do: what });
    expect((await watchJob(family.bob, id)).at(-1)).toMatchObject({ state: "Failed", reason: code });
    expect(await holdingsOf(family.bob, [family.model])).toEqual(before);
    // The reason is public: it holds nothing that the algorithm chose, but for an output's name.
    const { error } = await fetchJob(node.url, id);
    expect(JSON.stringify(error)).not.toMatch(/[0-9a-f]{64}/);
  });

  test("that hides weights in its events leaves none in what anybody can read", async () => {
    const id = await infer(hostile, { do: "events" });
    const updates = await watchJob(family.bob, id);
    expect(statesOf(updates).at(-1)).toBe("Settled");
    const events = await eventsOf(id);
    expect(events).toMatchObject([{ event: "start" }, { event: "progress", step: 50 }, { event: "end" }]);
    expect(JSON.stringify(events)).not.toContain("0.1234");
    const folder = join(family.folder, "quiet");
    const { receipt } = await fetchResults(family.bob, { endpoint: node.url, job: id, folder });
    expect(receipt.metrics).toEqual({});
  });
});
