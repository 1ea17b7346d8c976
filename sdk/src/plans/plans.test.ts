import { id, parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { connect } from "../client/connect.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { pay } from "../income/pay.ts";
import { requestJob } from "../jobs/requestJob.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { getJob } from "../jobs/getJob.ts";
import { joinWorker, type TestWorker } from "../testing/joinWorker.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { executePlan } from "./executePlan.ts";
import type { Plan } from "./Plan.ts";
import { planBuy } from "./planBuy.ts";
import { planClaim } from "./planClaim.ts";
import { planPublish } from "./planPublish.ts";
import { planSell } from "./planSell.ts";
import { planSettleJob } from "./planSettleJob.ts";
import { planSettleLineage } from "./planSettleLineage.ts";
import { planStake } from "./planStake.ts";
import { planTransfer } from "./planTransfer.ts";
import { planUnstake } from "./planUnstake.ts";
import { planWithdrawOffer } from "./planWithdrawOffer.ts";
import { planWorkerStake } from "./planWorkerStake.ts";
import { planWorkerUnstake } from "./planWorkerUnstake.ts";
import { rehearsePlan } from "./rehearsePlan.ts";

const ONE = parseEther("1");

let market: Market;
let alice: Client;
let bob: Client;
let worker: TestWorker;
let model: string;

beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join()];
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
});
afterAll(() => market[Symbol.asyncDispose]());

const held = (client: Client, token: string) => balanceOf(client, { token, account: client.account! });

/** Carries a plan out, and makes sure that planning and rehearsing it sent nothing. */
async function carriedOut<Terms, Result>(client: Client, planning: () => Promise<Plan<Terms, Result>>) {
  const sent = () => client.provider.getTransactionCount(client.account!);
  const before = await sent();
  const plan = await planning();
  const { moves } = await rehearsePlan(client, plan);
  expect(await sent()).toBe(before);
  const { result } = await executePlan(client, plan);
  return { terms: plan.terms, moves, result };
}

/** Makes sure that something is refused, and that nothing was sent. */
async function refused(client: Client, code: string, planning: () => unknown): Promise<void> {
  const before = await client.provider.getTransactionCount(client.account!);
  await expect(Promise.resolve().then(planning)).rejects.toMatchObject({ code });
  expect(await client.provider.getTransactionCount(client.account!)).toBe(before);
}

test("a model is published with all its terms, and the publisher's part is paid out", async () => {
  const family = { tailRecipient: bob.account!, birthSupply: parseEther("100"), evaluationHash: id("set") };
  const wanted = { name: "M7", weightsRoot: id("other weights"), family };
  const { terms, result } = await carriedOut(alice, () => Promise.resolve(planPublish(alice, wanted)));
  expect(terms.family).toEqual({
    ...family,
    custodian: alice.account,
    trustClass: "none",
    minGain: parseEther("0.05"),
  });
  expect(result.claimed).toBe(parseEther("50"));
  expect(await held(alice, result.model)).toBe(result.claimed);
  const nameless = () => rehearsePlan(alice, planPublish(alice, { ...wanted, name: "" }));
  await refused(alice, "MODEL_NAME_MISSING", nameless);
  const nobody = { ...wanted, family: { ...family, tailRecipient: "bob" } };
  await refused(alice, "ADDRESS_INVALID", () => planPublish(alice, nobody));
});

test("datatokens are offered, bought, and taken back", async () => {
  const price = parseEther("2");
  const offered = await carriedOut(alice, () => planSell(alice, { token: model, amount: 3n * ONE, price }));
  expect(offered.terms).toMatchObject({ source: "offer", price: { token: market.ocean, amount: price } });
  const offer = offered.result.source === "offer" ? offered.result.offer : 0n;

  const bought = await carriedOut(bob, () => planBuy(bob, { token: model, amount: ONE, slippage: 50 }));
  expect(bought.terms).toMatchObject({
    buys: { token: model, amount: ONE },
    purchases: [{ source: "offer", offer, cost: price }],
    cost: { token: market.ocean, amount: price },
    most: parseEther("2.01"),
  });
  expect(bought.moves).toHaveLength(2);
  expect(bought.result.cost).toBe(price);
  await refused(bob, "NOTHING_FOR_SALE", () => planBuy(bob, { token: model, amount: 9n * ONE }));
  await refused(bob, "OFFER_AMOUNT_ZERO", () => planBuy(bob, { token: model, amount: 0n }));
  const bold = { token: model, amount: ONE, slippage: 5_001 };
  await refused(bob, "ARGUMENT_INVALID", () => planBuy(bob, bold));

  await refused(bob, "NOT_SELLER", () => planWithdrawOffer(bob, offer));
  await refused(bob, "OFFER_UNKNOWN", () => planWithdrawOffer(bob, 77n));
  const back = await carriedOut(alice, () => planWithdrawOffer(alice, offer));
  expect(back.terms).toMatchObject({ id: offer, amount: 2n * ONE });
});

test("a pool is opened, joined, sold to, and left", async () => {
  const baseTokens = parseEther("40");
  await refused(alice, "POOL_MISSING", () => planStake(alice, { datatoken: model, baseTokens }));
  await refused(alice, "POOL_MISSING", () => planUnstake(alice, { datatoken: model }));
  await refused(bob, "NOBODY_BUYS", () => planSell(bob, { token: model, amount: ONE }));
  const opening = { datatoken: model, baseTokens, datatokens: parseEther("20") };
  const opened = await carriedOut(alice, () => planStake(alice, opening));
  expect(opened.terms).toMatchObject({ pool: undefined, firstPrice: 2n * ONE });
  const { pool } = opened.result;

  const joined = await carriedOut(alice, () => planStake(alice, { datatoken: model, baseTokens: 4n * ONE }));
  expect(joined.terms).toMatchObject({ pool, datatokens: { token: model, amount: 2n * ONE } });
  expect(joined.result).toMatchObject({ pool, shares: expect.any(BigInt) as bigint });

  const sold = await carriedOut(bob, () => planSell(bob, { token: model, amount: ONE, slippage: 50 }));
  const { terms, result } = sold;
  if (terms.source !== "pool" || result.source !== "pool") throw new Error("It was not sold to the pool.");
  expect(terms.pool).toBe(pool);
  expect(terms.least).toBe((terms.proceeds.amount * 9_950n) / 10_000n);
  expect(result.proceeds).toBe(terms.proceeds.amount);

  const half = await carriedOut(alice, () => planUnstake(alice, { datatoken: model, percent: 50 }));
  expect(half.terms.shares).toBe(half.terms.held / 2n);
  expect(half.result).toMatchObject({ ...half.terms.quote, shares: half.terms.shares });
  await refused(alice, "ARGUMENT_INVALID", () => planUnstake(alice, { datatoken: model, percent: 101 }));
});

test("tokens are given away, to an address only and as many as there are", async () => {
  const gift = { token: market.ocean, amount: ONE };
  const before = await held(alice, market.ocean);
  const to = alice.account!;
  const { moves } = await carriedOut(bob, () => Promise.resolve(planTransfer(bob, { ...gift, to })));
  expect(moves).toEqual([{ token: market.ocean, amount: -ONE }]);
  expect((await held(alice, market.ocean)) - before).toBe(ONE);
  await refused(bob, "ADDRESS_INVALID", () => planTransfer(bob, { ...gift, to: "0x12" }));
  const tooMuch = planTransfer(bob, { ...gift, amount: parseEther("1000000"), to });
  await refused(bob, "TOKEN_BALANCE_TOO_LOW", () => rehearsePlan(bob, tooMuch));
});

test("income is shared along the lineage, and claimed for whoever earned it", async () => {
  const income = { model, token: market.ocean };
  await refused(bob, "NOTHING_TO_MOVE", () => planSettleLineage(bob, income));
  await pay(bob, { ...income, amount: parseEther("6") });
  const shared = await carriedOut(bob, () => planSettleLineage(bob, income));
  expect(shared.terms).toEqual({
    lineage: [model],
    waiting: { token: market.ocean, amount: parseEther("6") },
  });
  const account = alice.account!;
  const claimed = await carriedOut(bob, () => planClaim(bob, { account, tokens: [market.ocean] }));
  const earned = [{ token: market.ocean, amount: parseEther("6") }];
  expect(claimed).toMatchObject({ terms: { account, earned }, result: earned });
  await refused(bob, "NOTHING_TO_MOVE", () => planClaim(bob, { account, tokens: [market.ocean] }));
  const everything = await planClaim(bob);
  expect(everything.terms.earned).toMatchObject([{ amount: parseEther("50") }]);
  await refused(bob, "ADDRESS_INVALID", () => planClaim(bob, { account: "bob" }));
});

test("a job is settled, and its child is born in the same plan", async () => {
  const manifestHash = id("manifest");
  const terms = await createTerms(alice, { kind: "train", model, manifestHash, childName: "M2" });
  const { id: job } = await requestJob(alice, terms);
  await refused(bob, "JOB_NOT_SUBMITTED", async () => rehearsePlan(bob, await planSettleJob(bob, job)));
  await worker.lease(job);
  await worker.submit(job);
  await market.chain.advance(101);
  const settled = await carriedOut(bob, () => planSettleJob(bob, job));
  expect(settled.terms).toMatchObject({ state: "Submitted", job: { kind: "train", childName: "M2" } });
  expect(settled.result.child).toMatch(/^0x/);
  expect(await getJob(bob, job)).toMatchObject({ state: "Born" });
  await refused(bob, "JOB_NOT_ON_CHAIN", () => planSettleJob(bob, id("no job")));
});

test("a worker's stake grows from any account, and leaves by the worker's own", async () => {
  const wanted = { worker: worker.account, amount: ONE };
  const staked = await carriedOut(bob, () => planWorkerStake(bob, wanted));
  expect(staked.terms).toMatchObject({ adds: { token: market.ocean, amount: ONE } });
  expect(staked.terms.lockedEach).toBeGreaterThan(0n);
  const { client } = worker;
  const leaving = await carriedOut(client, () => planWorkerUnstake(client, ONE));
  expect(leaving.terms.stake).toBe(parseEther("501"));
  expect(leaving.result.availableAt).toBeGreaterThan(0n);
  const tooMuch = async () => rehearsePlan(client, await planWorkerUnstake(client, parseEther("9000")));
  await refused(client, "WORKER_STAKE_TOO_SMALL", tooMuch);
});

test("an account without coin is told so before it sends", async () => {
  const { privateKey } = Wallet.createRandom();
  const poor = await connect({ provider: market.chain.provider, privateKey, addresses: market.addresses });
  const nothing = planTransfer(poor, { token: market.ocean, to: bob.account!, amount: 0n });
  await refused(poor, "COIN_MISSING", () => rehearsePlan(poor, nothing));
});
