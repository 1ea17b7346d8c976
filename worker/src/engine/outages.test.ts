import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createManifest,
  fetchJob,
  getJob,
  queryEvents,
  streamEvents,
  uploadDataset,
  uploadManifest,
} from "@posthuman/sdk";
import { requestUnchecked, type UncheckedRequest } from "@posthuman/sdk/testing/requestUnchecked";
import { startFamily, type Family } from "../testing/startFamily.ts";
import { startNode } from "../testing/startNode.ts";
import { startProxy } from "../testing/startProxy.ts";
import { statesOf, watchJob } from "../testing/watchJob.ts";

const DONE = ["Requested", "Leased", "Submitted", "Settled"];
/** Seconds that each of a job's four steps takes. */
const PAUSE = 1;
/** Longer than any worker here takes to start again. */
const LEASE_SECONDS = 600;

let family: Family;

beforeAll(async () => void (family = await startFamily({ leaseSeconds: LEASE_SECONDS })));
afterAll(() => family[Symbol.asyncDispose]());

let workers = 0;
/** A name that no worker had, so that a second try begins with a new one. */
const anew = (name: string) => `${name}-${++workers}`;

async function request(endpoint: string, given: Partial<UncheckedRequest> = {}): Promise<string> {
  const { bob, model } = family;
  const parameters = { prompt: "Once", pause: PAUSE };
  const job = { kind: "infer" as const, endpoint, model, datasets: [], parameters, ...given };
  return (await requestUnchecked(bob, job)).id;
}

async function untilStep(endpoint: string, id: string, wanted: number): Promise<void> {
  for await (const { step } of streamEvents(endpoint, id)) if (step !== undefined && step >= wanted) return;
}

async function leasesOf(id: string): Promise<string[]> {
  const { market } = family.bob.contracts;
  const events = await queryEvents(family.bob, market, market.filters.JobLeased(id));
  return events.map(({ args }) => args.worker);
}

test("stopped in the middle, it goes on with the same lease", async () => {
  const name = anew("w1");
  await using first = await family.startNode(name);
  const id = await request(first.url, { worker: first.worker });
  await untilStep(first.url, id, 2);
  await first[Symbol.asyncDispose]();
  expect((await getJob(family.bob, id)).state).toBe("Leased");
  await using again = await family.startNode(name, { enrol: false });
  expect(statesOf(await watchJob(family.bob, id))).toEqual(DONE);
  expect((await fetchJob(again.url, id)).state).toBe("Settled");
});

test("with its database lost, it knows its job again from the chain", async () => {
  const name = anew("w1");
  await using first = await family.startNode(name);
  const id = await request(first.url, { worker: first.worker });
  await untilStep(first.url, id, 1);
  await first[Symbol.asyncDispose]();
  for (const end of ["", "-wal", "-shm", ".lock"])
    rmSync(join(family.folder, name, `worker.db${end}`), { force: true });
  await using again = await family.startNode(name, { enrol: false });
  expect(statesOf(await watchJob(family.bob, id))).toEqual(DONE);
  expect((await fetchJob(again.url, id)).state).toBe("Settled");
});

test("with the chain silent in the middle, it waits and goes on", async () => {
  await using proxy = await startProxy(Number(new URL(family.market.chain.url).port));
  await using node = await family.startNode(anew("w2"), { rpcUrl: proxy.url });
  const id = await request(node.url, { worker: node.worker });
  await untilStep(node.url, id, 1);
  await proxy.cut();
  await expect.poll(async () => (await fetch(`${node.url}/ready`)).status).toBe(503);
  expect((await fetch(`${node.url}/health`)).status).toBe(200);
  await sleep(1_000);
  await proxy.restore();
  expect(statesOf(await watchJob(family.bob, id))).toEqual(DONE);
  expect(node.log()).toContain("RPC_UNREACHABLE");
  expect(node.log()).not.toContain("Lost the lease");
});

test("waits for a chain that is silent at the start", async () => {
  await using proxy = await startProxy(Number(new URL(family.market.chain.url).port));
  const config = await family.prepareNode(anew("w3"), { rpcUrl: proxy.url });
  await proxy.cut();
  const waits = Promise.withResolvers<void>();
  const starting = startNode(config, (line) => {
    if (line.includes("Waiting for the chain.")) waits.resolve();
  });
  let ready = false;
  void starting.then(() => (ready = true));
  await Promise.race([waits.promise, starting]);
  expect(ready).toBe(false);
  await proxy.restore();
  await using node = await starting;
  expect(node.log()).toContain("Waiting for the chain.");
});

test("of two workers after one job, one gets it", async () => {
  await using left = await family.startNode(anew("w4"));
  await using right = await family.startNode(anew("w5"));
  const { bob, model } = family;
  const datasets = [];
  for (const { url, worker } of [left, right]) {
    const source = Buffer.from("Some text.");
    datasets.push(await uploadDataset(bob, { endpoint: url, worker, source, name: "text.txt" }));
  }
  const job = { kind: "evaluate" as const, model, datasets: datasets.slice(0, 1), parameters: {} };
  const ids: string[] = [];
  for (let round = 0; round < 3; round++) {
    await requestUnchecked(bob, { ...job, endpoint: right.url }).then(({ id }) => ids.push(id));
  }
  const { id } = await requestUnchecked(bob, { ...job, endpoint: left.url });
  for (const one of [...ids, id]) {
    expect(statesOf(await watchJob(bob, one))).toEqual(DONE);
    expect(await leasesOf(one)).toHaveLength(1);
  }
});

test("what one worker let lapse, another ends and takes", async () => {
  await using lost = await family.startNode(anew("w6"), { config: { tidy: false } });
  const parameters = { prompt: "Once", pause: PAUSE };
  const id = await request(lost.url, { parameters });
  await untilStep(lost.url, id, 1);
  await lost[Symbol.asyncDispose]();
  await family.market.chain.advance(LEASE_SECONDS + 1);
  await using other = await family.startNode(anew("w7"), { config: { graceSeconds: 1 } });
  await uploadManifest(other.url, createManifest({ kind: "infer", model: family.model, parameters }).bytes);
  const states = statesOf(await watchJob(family.bob, id));
  expect(states.at(-1)).toBe("Settled");
  expect(await leasesOf(id)).toEqual([lost.worker, other.worker]);
});

test("two workers cannot use one folder", async () => {
  await using first = await family.startNode("w8");
  await expect(family.startNode("w8", { enrol: false })).rejects.toMatchObject({
    code: "WORKER_ALREADY_RUNNING",
  });
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
});
