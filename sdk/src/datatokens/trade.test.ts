import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { createPool } from "../pools/createPool.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { balanceOf } from "./balanceOf.ts";
import { buy } from "./buy.ts";
import { getOffer } from "./getOffer.ts";
import { offerDatatokens } from "./offerDatatokens.ts";
import { priceOf } from "./priceOf.ts";
import { quoteBuy } from "./quoteBuy.ts";
import { sell } from "./sell.ts";
import { withdrawOffer } from "./withdrawOffer.ts";

const ONE = parseEther("1");

let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let pool: string;
beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join()];
  model = await publishRoot(alice);
});
afterAll(() => market[Symbol.asyncDispose]());

const offer = async (amount: bigint, price: bigint, payToken = market.ocean) =>
  (await offerDatatokens(alice, { token: model, amount, payToken, price })).id;
const modelsOf = (client: Client) => balanceOf(client, { token: model, account: client.account! });
const oceanOf = (client: Client) => balanceOf(client, { token: market.ocean, account: client.account! });

test("what nobody sells has no price, and nobody buys it", async () => {
  await expect(priceOf(bob, { token: model })).rejects.toMatchObject({ code: "NOTHING_FOR_SALE" });
  await expect(sell(alice, { token: model, amount: ONE })).rejects.toMatchObject({ code: "NOBODY_BUYS" });
  await expect(quoteBuy(bob, { token: "model", amount: ONE })).rejects.toMatchObject({
    code: "ADDRESS_INVALID",
  });
});

test("offers are bought cheapest first, as many as are needed", async () => {
  const [dear, cheap] = [await offer(5n * ONE, 3n * ONE), await offer(ONE, 2n * ONE)];
  await offer(9n * ONE, 1n, market.addresses.ocean["MockDAI"]);
  expect(await priceOf(bob, { token: model })).toBe(2n * ONE);
  const { purchases, cost } = await quoteBuy(bob, { token: model, amount: 3n * ONE });
  expect(cost).toBe(8n * ONE);
  expect(purchases).toMatchObject([
    { source: "offer", offer: cheap, amount: ONE, cost: 2n * ONE },
    { source: "offer", offer: dear, amount: 2n * ONE, cost: 6n * ONE },
  ]);
  const bought = await buy(bob, { token: model, amount: 3n * ONE });
  expect(bought).toMatchObject({ cost, purchases });
  expect(bought.sent).toHaveLength(2);
  expect(await modelsOf(bob)).toBe(3n * ONE);
  await expect(quoteBuy(bob, { token: model, amount: 4n * ONE })).rejects.toMatchObject({
    code: "NOTHING_FOR_SALE",
    args: { amount: "4", left: "3" },
  });
});

test("dust is not bought on the way, unless there is no other way", async () => {
  const [dust, whole] = [await offer(ONE / 50n, 0n), await offer(ONE, 2n * ONE)];
  const wanted = { token: model, amount: ONE };
  expect((await quoteBuy(bob, wanted)).purchases).toMatchObject([{ offer: whole, amount: ONE }]);
  await withdrawOffer(alice, whole);
  const all = { token: model, amount: 3n * ONE + ONE / 50n };
  expect((await quoteBuy(bob, all)).purchases).toMatchObject([{ offer: dust }, { amount: 3n * ONE }]);
  await withdrawOffer(alice, dust);
});

test("a pool is chosen where it is cheaper, and an offer where the pool would be dearer", async () => {
  ({ pool } = await createPool(alice, { datatoken: model, datatokens: 10n * ONE, baseTokens: 20n * ONE }));
  const little = await quoteBuy(bob, { token: model, amount: ONE });
  expect(little.purchases).toMatchObject([{ source: "pool", pool }]);
  expect(little.cost).toBeLessThan((22n * ONE) / 10n + ONE / 10n);
  const much = await quoteBuy(bob, { token: model, amount: 3n * ONE - 1n });
  expect(much.purchases.every(({ source }) => source === "pool")).toBe(true);
  const cheap = await offer(5n * ONE, (21n * ONE) / 10n);
  expect((await quoteBuy(bob, { token: model, amount: 3n * ONE })).purchases).toMatchObject([
    { source: "offer", offer: cheap },
  ]);
  await withdrawOffer(alice, cheap);
  const before = await oceanOf(bob);
  const { cost } = await buy(bob, { token: model, amount: ONE, slippage: 10 });
  expect(cost).toBe(little.cost);
  expect(before - (await oceanOf(bob))).toBe(cost);
});

test("datatokens are sold into the pool at once, or listed at a price", async () => {
  const before = await oceanOf(bob);
  const sold = await sell(bob, { token: model, amount: ONE, slippage: 10 });
  expect(sold).toMatchObject({ source: "pool", pool });
  if (sold.source === "pool") expect((await oceanOf(bob)) - before).toBe(sold.proceeds);
  const listed = await sell(bob, { token: model, amount: ONE, price: 7n * ONE });
  if (listed.source === "offer") {
    expect(await getOffer(bob, listed.offer)).toMatchObject({ amount: ONE, price: 7n * ONE });
  }
  expect(listed.source).toBe("offer");
  await expect(sell(alice, { token: model, amount: 100n * ONE })).rejects.toMatchObject({
    code: "NOBODY_BUYS",
  });
  const payToken = market.addresses.ocean["MockDAI"]!;
  await expect(sell(bob, { token: model, amount: ONE, payToken })).rejects.toMatchObject({
    code: "NOBODY_BUYS",
  });
});
