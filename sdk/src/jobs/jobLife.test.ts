import { id, parseEther, ZeroAddress } from "ethers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { claimableOf } from "../income/claimableOf.ts";
import { inboxOf } from "../income/inboxOf.ts";
import { pay } from "../income/pay.ts";
import { getModel } from "../models/getModel.ts";
import { transferTitle } from "../models/transferTitle.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishDataset } from "../testing/publishDataset.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { birthJob } from "./birthJob.ts";
import { cancelJob } from "./cancelJob.ts";
import { createTerms, type CreateTermsParameters } from "./createTerms.ts";
import { expireJob } from "./expireJob.ts";
import { getJob } from "./getJob.ts";
import { lapseJob } from "./lapseJob.ts";
import { requestJob } from "./requestJob.ts";
import { resultOf } from "./resultOf.ts";
import { settleJob } from "./settleJob.ts";

const ONE = parseEther("1");
let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let worker: TestWorker;
beforeAll(async () => {
  market = await startMarket({ challengeSeconds: 100, leaseSeconds: 300, maxAttempts: 2 });
  alice = await market.join();
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
});
beforeEach(async () => {
  bob = await market.join(parseEther("10"));
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: ONE });
});
afterAll(() => market[Symbol.asyncDispose]());

async function request(changes: Partial<CreateTermsParameters> = {}): Promise<string> {
  const terms = { kind: "infer", model, manifestHash: id("manifest"), maxFee: parseEther("3") } as const;
  return (await requestJob(bob, await createTerms(bob, { ...terms, ...changes }))).id;
}
const held = async () => [
  await balanceOf(bob, { token: model, account: bob.account! }),
  await balanceOf(bob, { token: market.ocean, account: bob.account! }),
];
const all = [ONE, parseEther("10")];

test("a result is paid for after its window, and what the worker did not ask comes back", async () => {
  const job = await request();
  await expect(settleJob(alice, job)).rejects.toMatchObject({
    code: "JOB_NOT_SUBMITTED",
    args: { state: "Requested" },
  });
  await worker.lease(job);
  expect(await getJob(bob, job)).toMatchObject({ state: "Leased", attempts: 1, worker: worker.account });
  await worker.submit(job, { fee: parseEther("2"), resultRoot: id("mine") });
  expect(await resultOf(bob, job)).toMatchObject({ resultRoot: id("mine"), fee: parseEther("2"), gain: 0n });
  await expect(settleJob(bob, job)).rejects.toMatchObject({ code: "TOO_EARLY", retryable: true });
  await market.chain.advance(101);
  expect(await settleJob(bob, job)).toMatchObject({ birthDue: false });
  expect(await held()).toEqual([0n, parseEther("8")]);
  expect(await claimableOf(bob, { account: worker.account, token: market.ocean })).toBe(parseEther("2"));
  await expect(birthJob(bob, job)).rejects.toMatchObject({ code: "NO_BIRTH_DUE" });
});

test("a training without gain is paid work without a birth", async () => {
  const job = await request({ kind: "train", childName: "M2" });
  await worker.lease(job);
  await worker.submit(job, { gain: parseEther("0.049") });
  await market.chain.advance(101);
  expect(await settleJob(bob, job)).toMatchObject({ birthDue: false });
  await expect(birthJob(bob, job)).rejects.toMatchObject({ code: "GAIN_TOO_SMALL" });
});

test("the title of a model of several hops can be given away, whatever waits in its inboxes", async () => {
  const job = await request({ kind: "train", childName: "M3" });
  await worker.lease(job);
  await worker.submit(job, { gain: parseEther("0.15"), weightsRoot: id("weights of M3") });
  await market.chain.advance(101);
  await settleJob(bob, job);
  const { child } = await birthJob(bob, job);
  const [dust, worthless] = [7n, await publishDataset(bob)];
  await pay(bob, { model: child, token: market.ocean, amount: dust });
  await pay(bob, { model: child, token: worthless, amount: 800n });
  await transferTitle(bob, { model: child, to: alice.account! });
  expect((await getModel(bob, child)).owner).toBe(alice.account);
  const inbox = (token: string) => inboxOf(bob, { model: child, token });
  expect([await inbox(child), await inbox(market.ocean), await inbox(worthless)]).toEqual([0n, dust, 800n]);
});

test("another asset is ordered for the worker when the job settles", async () => {
  const dataset = await publishDataset(alice);
  await transferDatatoken(alice, { token: dataset, to: bob.account!, amount: ONE });
  const job = await request({ assets: [dataset] });
  await worker.lease(job);
  await worker.submit(job);
  await market.chain.advance(101);
  const { receipt } = await settleJob(bob, job);
  const { vault } = bob.contracts;
  const [ordered] = await vault.queryFilter(vault.filters.AssetOrdered(dataset), receipt.blockNumber);
  // A zero recipient: Ocean's order itself worked, and did not run out of gas.
  const { consumer, recipient } = ordered!.args;
  expect([consumer, recipient]).toEqual([worker.account, ZeroAddress]);
});

test("everything comes back when the worker gives up", async () => {
  const job = await request();
  await worker.lease(job);
  await expect(cancelJob(bob, job)).rejects.toMatchObject({ code: "JOB_WRONG_STATE" });
  await worker.fail(job, "DATASET_EMPTY");
  expect(await held()).toEqual(all);
});

test("everything comes back when nobody takes the job in time", async () => {
  const job = await request({ seconds: 100 });
  await expect(expireJob(alice, job)).rejects.toMatchObject({ code: "TOO_EARLY" });
  await market.chain.advance(101);
  await expect(worker.lease(job)).rejects.toMatchObject({ code: "TOO_LATE" });
  await expireJob(alice, job);
  expect(await held()).toEqual(all);
  expect(await getJob(bob, job)).toMatchObject({ state: "Expired" });
});

test("a lease that ran out frees the job for another worker, and at last everything comes back", async () => {
  const job = await request();
  await worker.lease(job);
  await expect(lapseJob(bob, job)).rejects.toMatchObject({ code: "TOO_EARLY" });
  await market.chain.advance(301);
  await expect(worker.submit(job)).rejects.toMatchObject({ code: "TOO_LATE" });
  await lapseJob(bob, job);
  await expect(worker.lease(job)).rejects.toMatchObject({ code: "LEASE_LAPSED_BEFORE" });
  const second = await joinWorker(market, alice);
  await second.lease(job);
  await expect(worker.renew(job, 1)).rejects.toMatchObject({ code: "NOT_WORKER" });
  await market.chain.advance(301);
  await lapseJob(alice, job);
  expect(await getJob(bob, job)).toMatchObject({ state: "Expired", attempts: 2 });
  expect(await held()).toEqual(all);
});

test("only workers that the custodian trusts can take a job, and they get at most what was offered", async () => {
  const stranger = await joinWorker(market, await market.join());
  const job = await request();
  await expect(stranger.lease(job)).rejects.toMatchObject({
    code: "WORKER_NOT_AUTHORISED",
    args: { custodian: alice.account, worker: stranger.account },
  });
  await worker.lease(job);
  await expect(worker.submit(job, { gain: 1n })).rejects.toMatchObject({ code: "RESULT_INCOMPLETE" });
  const theirs = { worker: stranger.account };
  await expect(worker.submit(job, theirs)).rejects.toMatchObject({ code: "NOT_WORKER" });
  await worker.submit(job, { fee: parseEther("4") });
  await market.chain.advance(101);
  const before = await claimableOf(bob, { account: worker.account, token: market.ocean });
  await settleJob(bob, job);
  const after = await claimableOf(bob, { account: worker.account, token: market.ocean });
  expect(after - before).toBe(parseEther("3"));
});
