import { id as hashOf, parseEther } from "ethers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { approve } from "../datatokens/approve.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { createPool } from "../pools/createPool.ts";
import { publishDataset } from "../testing/publishDataset.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { buyAndRequest } from "./buyAndRequest.ts";
import { cancelJob } from "./cancelJob.ts";
import { createTerms, type CreateTermsParameters } from "./createTerms.ts";
import { getJob } from "./getJob.ts";

const ONE = parseEther("1");

let market: Market;
let alice: Client;
let dora: Client;
let model: string;
let dataset: string;
beforeAll(async () => {
  market = await startMarket();
  alice = await market.join();
  model = await publishRoot(alice);
  dataset = await publishDataset(alice);
  await offerDatatokens(alice, { token: dataset, amount: 5n * ONE, payToken: market.ocean, price: ONE });
  await createPool(alice, { datatoken: model, datatokens: 100n * ONE, baseTokens: 200n * ONE });
});
afterAll(() => market[Symbol.asyncDispose]());
beforeEach(async () => void (dora = await market.join(100n * ONE)));

const terms = (changes: Partial<CreateTermsParameters> = {}) =>
  createTerms(dora, { kind: "infer", model, manifestHash: hashOf("manifest"), maxFee: 7n * ONE, ...changes });
const held = (token: string, account = dora.account!) => balanceOf(dora, { token, account });

describe("buying and requesting", () => {
  test.each(["permit", "approve"] as const)("is one transaction, paid by %s", async (payment) => {
    const nonce = await dora.provider.getTransactionCount(dora.account!);
    const {
      id,
      purchases,
      terms: asked,
    } = await buyAndRequest(dora, await terms({ assets: [dataset] }), { payment });
    expect(purchases).toMatchObject([
      { source: "pool", token: model, amount: ONE },
      { source: "offer", token: dataset, amount: ONE, cost: ONE },
    ]);
    expect(await getJob(dora, id)).toMatchObject({ state: "Requested" });
    const paid = purchases.reduce((sum, { cost }) => sum + cost, 0n);
    expect(await held(market.ocean)).toBe(100n * ONE - paid - 7n * ONE);
    for (const token of [model, dataset, market.ocean]) {
      expect(await held(token, market.addresses.posthuman.Checkout)).toBe(0n);
    }
    expect(asked.requester).toBe(dora.account);
    // OCEAN knows no permits, so one approval goes before either way.
    expect((await dora.provider.getTransactionCount(dora.account!)) - nonce).toBe(2);
    await cancelJob(dora, id);
    expect([await held(model), await held(dataset)]).toEqual([ONE, ONE]);
  });

  test("buys only what is missing, and a permit pays what is there", async () => {
    await transferDatatoken(alice, { token: model, to: dora.account!, amount: ONE });
    await approve(dora, {
      token: market.ocean,
      spender: market.addresses.posthuman.Checkout,
      amount: 50n * ONE,
    });
    const nonce = await dora.provider.getTransactionCount(dora.account!);
    const { purchases } = await buyAndRequest(dora, await terms({ assets: [dataset] }), { slippage: 0 });
    expect(purchases).toMatchObject([{ token: dataset }]);
    expect((await dora.provider.getTransactionCount(dora.account!)) - nonce).toBe(1);
    expect(await held(model)).toBe(0n);
  });

  test("is called off as a whole if anything is not as it should be", async () => {
    const another = await publishRoot(alice, { name: "unsold" });
    const cases: [() => Promise<unknown>, string][] = [
      [async () => buyAndRequest(dora, await terms({ model: another })), "NOTHING_FOR_SALE"],
      [async () => buyAndRequest(dora, await terms({ model: market.ocean })), "MODEL_UNKNOWN"],
      [async () => buyAndRequest(dora, await terms({ maxFee: 100n * ONE })), "NOT_ENOUGH_TO_BUY"],
      [async () => buyAndRequest(dora, await terms({ maxFee: 101n * ONE })), "NOT_ENOUGH_FEE"],
      [async () => buyAndRequest(dora, await terms(), { payment: "none" }), "NO_ALLOWANCE"],
      [async () => buyAndRequest(dora, await terms(), { slippage: 9999 }), "ARGUMENT_INVALID"],
      [async () => buyAndRequest(dora, await terms({ seconds: 1e9 })), "DEADLINE_INVALID"],
      [async () => buyAndRequest(dora, { ...(await terms()), requester: alice.account! }), "NOT_REQUESTER"],
    ];
    for (const [attempt, code] of cases) await expect(attempt(), code).rejects.toMatchObject({ code });
    expect(await held(market.ocean)).toBe(100n * ONE);
  });
});
