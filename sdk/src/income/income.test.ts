import { id, parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { birthJob } from "../jobs/birthJob.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { requestJob } from "../jobs/requestJob.ts";
import { settleJob } from "../jobs/settleJob.ts";
import { getModel } from "../models/getModel.ts";
import { lineageOf } from "../models/lineageOf.ts";
import { sharesOf } from "../models/sharesOf.ts";
import { joinWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { claim } from "./claim.ts";
import { claimableOf } from "./claimableOf.ts";
import { claimFor } from "./claimFor.ts";
import { collect } from "./collect.ts";
import { inboxOf } from "./inboxOf.ts";
import { pay } from "./pay.ts";
import { settle } from "./settle.ts";
import { settleLineage } from "./settleLineage.ts";

let market: Market;
let alice: Client;
let bob: Client;
let root: string;
let child: string;
beforeAll(async () => {
  market = await startMarket({ challengeSeconds: 1 });
  [alice, bob] = [await market.join(), await market.join()];
  root = await publishRoot(alice);
  const worker = await joinWorker(market, alice);
  await transferDatatoken(alice, { token: root, to: bob.account!, amount: parseEther("1") });
  const terms = { kind: "train", model: root, manifestHash: id("manifest"), childName: "M2" } as const;
  const job = await requestJob(bob, await createTerms(bob, terms));
  await worker.lease(job.id);
  await worker.submit(job.id);
  await market.chain.advance(2);
  expect(await settleJob(alice, job.id)).toMatchObject({ birthDue: true });
  ({ child } = await birthJob(alice, job.id));
});
afterAll(() => market[Symbol.asyncDispose]());

test("a child's birth supply is shared along its lineage", async () => {
  expect(await lineageOf(alice, child)).toEqual([child, root]);
  expect(await getModel(alice, child)).toMatchObject({ name: "M2", parent: root, generation: 1 });
  expect((await sharesOf(alice, child)).map(({ share }) => share)).toEqual([
    parseEther("0.5"),
    parseEther("0.25"),
    parseEther("0.25"),
  ]);
  await settleLineage(bob, { model: child, token: child });
  expect(await claimableOf(bob, { account: bob.account!, token: child })).toBe(parseEther("500"));
  expect((await claim(bob, child)).result).toBe(parseEther("500"));
  // Alice owns the root's title and is its tail recipient.
  expect((await claimFor(bob, { account: alice.account!, token: child })).result).toBe(parseEther("500"));
  expect(await balanceOf(alice, { token: child, account: alice.account! })).toBe(parseEther("500"));
});

test("payments wait in the inbox until somebody settles", async () => {
  const income = { model: child, token: market.ocean };
  await pay(bob, { ...income, amount: 101n });
  expect(await inboxOf(bob, income)).toBe(101n);
  await settle(alice, income);
  expect(await inboxOf(bob, income)).toBe(1n);
  expect(await inboxOf(bob, { ...income, model: root })).toBe(50n);
  await settleLineage(alice, { ...income, maxHops: 2 });
  expect(await claimableOf(bob, { account: bob.account!, token: market.ocean })).toBe(50n);
  expect(await claimableOf(bob, { account: alice.account!, token: market.ocean })).toBe(50n);
});

test("what is sent to the model's own address is collected", async () => {
  const income = { model: child, token: market.ocean };
  const { collector } = await getModel(bob, child);
  const before = await inboxOf(bob, income);
  await transferDatatoken(bob, { token: market.ocean, to: collector, amount: 10n });
  expect((await collect(alice, income)).result).toBe(10n);
  expect((await inboxOf(bob, income)) - before).toBe(10n);
});

test("what cannot be moved is told so", async () => {
  const nothing = { code: "NOTHING_TO_MOVE" };
  const carol = await market.join(1n);
  const fresh = { model: await publishRoot(carol), token: market.ocean };
  await expect(claim(carol, market.ocean)).rejects.toMatchObject(nothing);
  await expect(collect(carol, fresh)).rejects.toMatchObject(nothing);
  await expect(settle(carol, fresh)).rejects.toMatchObject(nothing);
  await expect(pay(carol, { ...fresh, amount: 0n })).rejects.toMatchObject(nothing);
  await expect(pay(carol, { ...fresh, amount: 5n })).rejects.toMatchObject({ code: "TOKEN_BALANCE_TOO_LOW" });
  await expect(pay(carol, { ...fresh, model: market.ocean, amount: 1n })).rejects.toMatchObject({
    code: "MODEL_UNKNOWN",
    args: { model: market.ocean },
  });
});
