import { parseEther } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { approve } from "./approve.ts";
import { balanceOf } from "./balanceOf.ts";
import { buyDatatokens } from "./buyDatatokens.ts";
import { getOffer } from "./getOffer.ts";
import { listOffers } from "./listOffers.ts";
import { offerDatatokens } from "./offerDatatokens.ts";
import { transferDatatoken } from "./transferDatatoken.ts";
import { withdrawOffer } from "./withdrawOffer.ts";

let market: Market;
let alice: Client;
let bob: Client;
let model: string;
beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join(parseEther("20"))];
  model = await publishRoot(alice);
});
afterAll(() => market[Symbol.asyncDispose]());

const offer = (changes = {}) =>
  offerDatatokens(alice, {
    token: model,
    amount: parseEther("10"),
    payToken: market.ocean,
    price: parseEther("2"),
    ...changes,
  });

test("datatokens are offered, bought in part, and taken back", async () => {
  const { id } = await offer();
  const { cost } = await buyDatatokens(bob, { offer: id, amount: parseEther("1.5") });
  expect(cost).toBe(parseEther("3"));
  expect(await balanceOf(bob, { token: model, account: bob.account! })).toBe(parseEther("1.5"));
  expect(await balanceOf(bob, { token: market.ocean, account: bob.account! })).toBe(parseEther("17"));
  const before = await balanceOf(alice, { token: model, account: alice.account! });
  await withdrawOffer(alice, id);
  expect((await balanceOf(alice, { token: model, account: alice.account! })) - before).toBe(
    parseEther("8.5"),
  );
  expect((await getOffer(alice, id)).amount).toBe(0n);
});

test("open offers are listed, the cheapest first", async () => {
  const dear = (await offer({ price: parseEther("9") })).id;
  const cheap = (await offer({ price: parseEther("1") })).id;
  const sold = (await offer({ price: 0n, amount: 1n })).id;
  await buyDatatokens(bob, { offer: sold, amount: 1n });
  const ids = (offers: { id: bigint }[]) => offers.map(({ id }) => id);
  expect(ids(await listOffers(bob, { token: model }))).toEqual([cheap, dear]);
  expect(ids(await listOffers(bob, { seller: bob.account! }))).toEqual([]);
  expect(ids(await listOffers(bob))).toEqual([cheap, dear]);
  await withdrawOffer(alice, dear);
  await withdrawOffer(alice, cheap);
});

test("what cannot be sold or bought is told so, and nothing is lost", async () => {
  const { id } = await offer();
  const whole = { offer: id, amount: parseEther("10") };
  const before = await balanceOf(bob, { token: market.ocean, account: bob.account! });
  const cases: [() => Promise<unknown>, string][] = [
    [() => buyDatatokens(bob, { ...whole, amount: parseEther("11") }), "OFFER_TOO_SMALL"],
    [() => buyDatatokens(bob, { ...whole, amount: 0n }), "OFFER_AMOUNT_ZERO"],
    [() => buyDatatokens(bob, { ...whole, maxCost: 1n }), "OFFER_TOO_DEAR"],
    [() => buyDatatokens(bob, whole), "TOKEN_BALANCE_TOO_LOW"],
    [() => buyDatatokens(bob, { ...whole, offer: 999n }), "OFFER_UNKNOWN"],
    [() => withdrawOffer(bob, id), "NOT_SELLER"],
    [() => offer({ payToken: model }), "FEE_TOKEN_NOT_LISTED"],
    [() => offer({ amount: 0n }), "OFFER_AMOUNT_ZERO"],
    [() => offer({ amount: parseEther("100000") }), "TOKEN_BALANCE_TOO_LOW"],
  ];
  for (const [attempt, code] of cases) await expect(attempt()).rejects.toMatchObject({ code });
  expect(await balanceOf(bob, { token: market.ocean, account: bob.account! })).toBe(before);
});

test("datatokens are given away, and approved for others", async () => {
  const carol = await market.join(0n);
  await transferDatatoken(alice, { token: model, to: carol.account!, amount: 7n });
  expect(await balanceOf(alice, { token: model, account: carol.account! })).toBe(7n);
  await approve(carol, { token: model, spender: alice.account!, amount: 5n });
  await expect(
    transferDatatoken(carol, { token: model, to: alice.account!, amount: 8n }),
  ).rejects.toMatchObject({ code: "TOKEN_BALANCE_TOO_LOW" });
  await expect(transferDatatoken(carol, { token: model, to: "bob", amount: 1n })).rejects.toMatchObject({
    code: "ADDRESS_INVALID",
  });
});
