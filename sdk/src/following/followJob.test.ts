import { id, parseEther } from "ethers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { connect } from "../client/connect.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { birthJob } from "../jobs/birthJob.ts";
import { cancelJob } from "../jobs/cancelJob.ts";
import { createTerms, type CreateTermsParameters } from "../jobs/createTerms.ts";
import { requestJob } from "../jobs/requestJob.ts";
import { settleJob } from "../jobs/settleJob.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { serveHttp, type TestServer } from "../testing/serveHttp.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import type { JobUpdate } from "./followChain.ts";
import { followJob } from "./followJob.ts";

const pollMs = 25;
let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let worker: TestWorker;
beforeAll(async () => {
  market = await startMarket({ challengeSeconds: 1 });
  alice = await market.join();
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
});
beforeEach(async () => {
  bob = await market.join(0n);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: parseEther("1") });
});
afterAll(() => market[Symbol.asyncDispose]());

async function request(changes: Partial<CreateTermsParameters> = {}): Promise<string> {
  const terms = { kind: "infer", model, manifestHash: id("manifest"), ...changes } as const;
  return (await requestJob(bob, await createTerms(bob, terms))).id;
}

async function collect(updates: AsyncIterable<JobUpdate>): Promise<string[]> {
  const seen: string[] = [];
  for await (const update of updates) {
    if (update.type === "state") seen.push(update.state);
    else if (update.type === "progress") seen.push(`${update.progress * 100} %`);
    else seen.push(update.type === "birth" ? "birth" : update.event.event);
  }
  return seen;
}

test("a training is followed to its child's birth", async () => {
  const job = await request({ kind: "train", childName: "M2" });
  const followed = collect(followJob(bob, job, { pollMs }));
  await worker.lease(job);
  await worker.renew(job, 2500);
  await worker.renew(job, 5000);
  await worker.submit(job);
  await market.chain.advance(2);
  await settleJob(bob, job);
  await birthJob(bob, job);
  const whole = ["Requested", "Leased", "25 %", "50 %", "Submitted", "Settled", "birth"];
  expect(await followed).toEqual(whole);
  expect(await collect(followJob(bob, job, { pollMs }))).toEqual(whole);
});

test("a job that gives no birth ends with its last state", async () => {
  const job = await request();
  await worker.lease(job);
  await worker.fail(job, "DATASET_EMPTY");
  const updates: JobUpdate[] = [];
  for await (const update of followJob(bob, job, { pollMs })) updates.push(update);
  expect(updates.at(-1)).toMatchObject({ type: "state", state: "Failed", reason: "DATASET_EMPTY" });
});

test("a chain that goes silent is waited out", async () => {
  await using proxy = await startProxy(market.chain.url);
  const client = await connect({ rpcUrl: proxy.url, addresses: market.addresses });
  const job = await request();
  const followed = collect(followJob(client, job, { pollMs }));
  proxy.broken = true;
  await new Promise((resolve) => setTimeout(resolve, 200));
  await cancelJob(bob, job);
  proxy.broken = false;
  expect(await followed).toEqual(["Requested", "Cancelled"]);
  client.close();
});

test("following ends when the signal fires or the listener has enough", async () => {
  const job = await request();
  const stop = new AbortController();
  const updates: JobUpdate[] = [];
  for await (const update of followJob(bob, job, { pollMs, signal: stop.signal })) {
    updates.push(update);
    stop.abort();
  }
  expect(updates).toMatchObject([{ state: "Requested" }]);
  for await (const update of followJob(bob, job, { pollMs: 60_000 })) {
    expect(update).toMatchObject({ state: "Requested" });
    break;
  }
});

test("the worker's events are woven in, over a connection that breaks", async () => {
  const job = await request();
  const events = ["start", "progress", "end"];
  const asked: (string | undefined)[] = [];
  await using endpoint = await serveHttp((request, response) => {
    const last = request.headers["last-event-id"] as string | undefined;
    asked.push(last);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const next = Number(last ?? 0);
    // Each connection breaks after one event.
    if (events[next]) response.write(`: ping\n\nid: ${next + 1}\ndata: {"event":"${events[next]}"}\n\n`);
    setTimeout(() => response.destroy(), 20);
  });
  const seen: string[] = [];
  for await (const update of followJob(bob, job, { endpoint: endpoint.url, pollMs })) {
    if (update.type === "event") seen.push(update.event.event);
    if (update.type === "event" && update.event.event === "end") await cancelJob(bob, job);
    if (update.type === "state") seen.push(update.state);
  }
  expect(seen.filter((name) => events.includes(name))).toEqual(events);
  expect(seen.at(-1)).toBe("Cancelled");
  expect(asked.slice(0, 3)).toEqual([undefined, "1", "2"]);
});

test("a worker that does not know the job, or is gone, is no matter", async () => {
  const job = await request();
  await cancelJob(bob, job);
  const endpoint = "http://127.0.0.1:1";
  expect(await collect(followJob(bob, job, { endpoint, pollMs }))).toEqual(["Requested", "Cancelled"]);
});

/** Passes calls on to a chain until it is broken. */
async function startProxy(target: string): Promise<TestServer & { broken: boolean }> {
  const state = { broken: false };
  const server = await serveHttp(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (state.broken) return void response.destroy();
    const headers = { "content-type": "application/json" };
    const answer = await fetch(target, { method: "POST", headers, body: Buffer.concat(pieces) });
    response.writeHead(200, headers).end(await answer.text());
  });
  return Object.assign(state, server);
}
