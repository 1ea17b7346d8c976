import { createHash } from "node:crypto";
import { parseEther, ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { getJob } from "../jobs/getJob.ts";
import { termsOf } from "../jobs/termsOf.ts";
import { canonicalJson } from "../protocol/json.ts";
import type { WorkerAbout } from "../remote/fetchAbout.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { serveHttp, type TestServer } from "../testing/serveHttp.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { executePlan } from "./executePlan.ts";
import { planRequest, SESSION_MARGIN, type WantedJob } from "./planRequest.ts";
import { rehearsePlan } from "./rehearsePlan.ts";

const ONE = parseEther("1");
const TEXT = "Some text to learn from.";

let market: Market;
let alice: Client;
let bob: Client;
let worker: TestWorker;
let model: string;
let server: TestServer;
/** What the worker says of itself. */
let about: Partial<WorkerAbout>;
let task: string | undefined;
const uploads = new Map<string, string>();

beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join()];
  model = await publishRoot(alice);
  server = await serveHttp(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    const path = request.url ?? "";
    if (request.method === "PUT") uploads.set(path, body);
    response.end(JSON.stringify(path === "/" ? about : path.startsWith("/models/") ? { task } : {}));
  });
  worker = await joinWorker(market, alice, server.url);
  const payToken = market.ocean;
  await offerDatatokens(alice, { token: model, amount: parseEther("5"), payToken, price: parseEther("2") });
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  await market?.[Symbol.asyncDispose]();
});

beforeEach(() => {
  const price = { fixed: String(ONE), perSecond: "0" };
  about = {
    worker: worker.account,
    market: market.addresses.posthuman.JobMarket,
    fees: { train: price, infer: price, evaluate: price },
    algorithms: { trusted: [], images: [], python: "3.12" },
    benchmarks: [],
  };
  task = "causal-lm";
  uploads.clear();
});

const training = (): WantedJob => ({
  kind: "train",
  model,
  datasets: [{ name: "text.txt", source: new TextEncoder().encode(TEXT) }],
  parameters: { steps: 5 },
  childName: "M2",
  buy: true,
});

test("finds worker, fee and purchase, shows them as data, and sends nothing yet", async () => {
  const before = await bob.provider.getTransactionCount(bob.account!);
  const plan = await planRequest(bob, training());
  const sha256 = createHash("sha256").update(TEXT).digest("hex");
  expect(plan.terms).toMatchObject({
    kind: "train",
    model: { address: model, name: "M1" },
    task: "causal-lm",
    worker: { endpoint: server.url, about: { worker: worker.account } },
    datasets: [{ name: "text.txt", size: TEXT.length, sha256 }],
    childName: "M2",
    purchases: [{ source: "offer", amount: ONE, cost: parseEther("2") }],
    price: [{ token: model, amount: ONE }],
    maxFee: { token: market.ocean, amount: ONE },
  });
  const { moves, transactions, cost } = await rehearsePlan(bob, plan);
  expect(moves).toEqual([{ token: market.ocean, amount: -parseEther("3") }]);
  expect(transactions.length).toBeGreaterThan(0);
  expect(cost.fee).toBe(cost.gas * cost.gasPrice);
  expect(await bob.provider.getTransactionCount(bob.account!)).toBe(before);
  expect(uploads.size).toBe(0);
});

test("brings files and manifest to the worker, then requests the job that was shown", async () => {
  const plan = await planRequest(bob, training());
  const told: [string, number][] = [];
  const { result, receipts, fee } = await executePlan(bob, plan, {
    onUpload: (name, sent, total) => void told.push([name, sent / total]),
  });
  expect(told.at(-1)).toEqual(["text.txt", 1]);
  expect(receipts.length).toBeGreaterThan(0);
  expect(fee).toBe(receipts.reduce((sum, receipt) => sum + receipt.fee, 0n));
  expect(uploads.get(`/datasets/${plan.terms.datasets[0]!.sha256}`)).toBe(TEXT);
  const manifest = uploads.get(`/manifests/${result.terms.manifestHash}`)!;
  expect(manifest).toBe(canonicalJson(JSON.parse(manifest)));
  expect(JSON.parse(manifest)).toMatchObject({ kind: "train", task: "causal-lm", parameters: { steps: 5 } });
  const terms = await termsOf(bob, result.id);
  expect(terms).toMatchObject({
    requester: bob.account,
    worker: ZeroAddress,
    childName: "M2",
    maxFee: ONE,
    deadline: plan.terms.deadline,
  });
  expect(await getJob(bob, result.id)).toMatchObject({ state: "Requested" });
  expect(await balanceOf(bob, { token: model, account: bob.account! })).toBe(0n);
});

test("ties a session to its worker, and gives it time to be settled", async () => {
  const session = { tokens: 1_000, seconds: 600 };
  const plan = await planRequest(bob, { kind: "infer", model, session, buy: true });
  const { result } = await executePlan(bob, plan);
  const terms = await termsOf(bob, result.id);
  expect(terms.worker).toBe(worker.account);
  const { timestamp } = (await bob.provider.getBlock("latest"))!;
  expect(Number(terms.deadline) - timestamp).toBeGreaterThan(session.seconds + SESSION_MARGIN - 60);
});

test("names a child, and ends a session, where nobody says how", async () => {
  const { terms } = await planRequest(bob, { ...training(), childName: undefined });
  expect(terms.childName).toBe(`M1-${bob.account!.slice(2, 8)}`);
  const session = await planRequest(bob, { kind: "infer", model, session: { tokens: 1_000 }, buy: true });
  expect(session.terms).toMatchObject({ childName: undefined, session: { tokens: 1_000, seconds: 3_600 } });
});

describe("refuses before anything is sent", () => {
  const infer: Partial<WantedJob> = { kind: "infer", datasets: [], parameters: { prompt: "It goes" } };
  const own = { sha256: "ab".repeat(32) };
  const cases: [string, string, Partial<WantedJob>, (() => void)?][] = [
    ["a fee that is too low", "FEE_TOO_LOW", { maxFee: ONE - 1n }],
    ["a task that the model is not made for", "TASK_MISMATCH", { task: "masked-lm" }],
    ["a task that nobody knows", "TASK_UNKNOWN", { task: "guessing" }],
    [
      "a benchmark that the worker lacks",
      "BENCHMARK_MISSING",
      { kind: "evaluate", datasets: [], parameters: { benchmark: "arc_easy" } },
    ],
    ["an algorithm that the operator does not allow", "ALGORITHM_NOT_ALLOWED", { ...infer, algorithm: own }],
    ["an empty file", "DATASET_EMPTY", { datasets: [{ name: "empty.txt", source: new Uint8Array() }] }],
    ["a prompt beside files", "INPUT_UNSUITABLE", { ...infer, datasets: training().datasets! }],
    ["an empty prompt", "INPUT_UNSUITABLE", { ...infer, parameters: { prompt: " " } }],
    ["a day that no calendar has", "DEADLINE_INVALID", { seconds: 1e12 }],
    [
      "a worker of another market",
      "WORKER_ELSEWHERE",
      { endpoint: "given" },
      () => (about = { ...about, market: ZeroAddress }),
    ],
    [
      "a worker that the custodian did not authorise",
      "WORKER_NOT_AUTHORISED",
      { endpoint: "given" },
      () => (about = { ...about, worker: bob.account! }),
    ],
    [
      "a worker that announced itself as another",
      "WORKER_MISSING",
      {},
      () => (about = { ...about, worker: bob.account! }),
    ],
    ["a worker that says nothing", "WORKER_ANSWER_INVALID", { endpoint: "given" }, () => (about = {})],
  ];
  test.each(cases)("%s", async (_what, code, changes, prepare = () => undefined) => {
    const before = await bob.provider.getTransactionCount(bob.account!);
    prepare();
    const wanted = { ...training(), ...(changes.kind && { childName: undefined }), ...changes };
    const endpoint = changes.endpoint && server.url;
    await expect(planRequest(bob, { ...wanted, endpoint })).rejects.toMatchObject({ code });
    expect(uploads.size).toBe(0);
    expect(await bob.provider.getTransactionCount(bob.account!)).toBe(before);
  });

  test("a job of an account that holds no datatoken and buys none, in the rehearsal", async () => {
    const plan = await planRequest(bob, { ...training(), buy: false });
    await expect(rehearsePlan(bob, plan)).rejects.toMatchObject({ code: "NOT_ENOUGH_DATATOKENS" });
  });
});

test("takes a worker that says neither fees nor algorithms at its word when it sees the job", async () => {
  about = { worker: worker.account, market: market.addresses.posthuman.JobMarket };
  task = undefined;
  const { terms } = await planRequest(bob, { ...training(), task: "masked-lm" });
  expect(terms).toMatchObject({ task: "masked-lm", maxFee: { amount: parseEther("10") } });
});
