import { parseEther, type JsonRpcProvider } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { buyDatatokens } from "../datatokens/buyDatatokens.ts";
import { offerDatatokens } from "../datatokens/offerDatatokens.ts";
import { pay } from "../income/pay.ts";
import { createTerms } from "../jobs/createTerms.ts";
import { requestJob } from "../jobs/requestJob.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { rehearse } from "./rehearse.ts";

let market: Market;
let alice: Client;
let bob: Client;
let model: string;
let offer: bigint;
beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join(parseEther("20"))];
  model = await publishRoot(alice);
  const sale = { token: model, amount: parseEther("10"), payToken: market.ocean, price: parseEther("2") };
  offer = (await offerDatatokens(alice, sale)).id;
});
afterAll(() => market[Symbol.asyncDispose]());

const nonce = async (client: Client) => client.provider.getTransactionCount(client.account!);

test("tells transactions, gas, gains and losses of several calls, and sends nothing", async () => {
  const before = await nonce(bob);
  const amount = parseEther("3");
  const act = (client: Client) => buyDatatokens(client, { offer, amount });
  const { transactions, moves, result, complete } = await rehearse(bob, act);
  expect(complete).toBe(true);
  expect(await nonce(bob)).toBe(before);
  expect(transactions.map(({ to }) => to)).toEqual([market.ocean, market.addresses.posthuman.Offers]);
  expect(moves).toEqual(
    expect.arrayContaining([
      { token: market.ocean, amount: -parseEther("6") },
      { token: model, amount },
    ]),
  );
  expect(result?.cost).toBe(parseEther("6"));
  const sent: bigint[] = [];
  await act({ ...bob, onSent: ({ gasUsed }) => sent.push(gasUsed) });
  const rehearsed = transactions.map(({ gas }) => Number(gas));
  expect(sent).toHaveLength(2);
  sent.forEach((gas, i) => expect(Math.abs(Number(gas) - rehearsed[i]!)).toBeLessThan(5_000));
});

test("finds events, as the model that a publication would make", async () => {
  const { result } = await rehearse(alice, (client) => publishRoot(client, { name: "M2" }));
  expect(result).toMatch(/^0x[0-9a-fA-F]{40}$/);
  const sent = await publishRoot(alice, { name: "M2" });
  expect(sent).toBe(result);
});

test("reads what was rehearsed before, with a permit and in events", async () => {
  const { result, transactions } = await rehearse(bob, async (client) => {
    await buyDatatokens(client, { offer, amount: parseEther("1") });
    const manifestHash = `0x${"12".repeat(32)}`;
    const terms = await createTerms(client, { kind: "infer", model, manifestHash, maxFee: parseEther("1") });
    return requestJob(client, terms);
  });
  expect(result?.id).toMatch(/^0x[0-9a-f]{64}$/);
  expect(transactions.length).toBeGreaterThanOrEqual(4);
});

test("refuses what the second transaction would refuse, before the first is sent", async () => {
  const before = await nonce(bob);
  const tooMuch = rehearse(bob, (client) => buyDatatokens(client, { offer, amount: parseEther("9") }));
  await expect(tooMuch).rejects.toMatchObject({ code: "OFFER_TOO_SMALL" });
  const poor = rehearse(bob, (client) =>
    pay(client, { model, token: market.ocean, amount: parseEther("99") }),
  );
  await expect(poor).rejects.toMatchObject({ code: "TOKEN_BALANCE_TOO_LOW" });
  expect(await nonce(bob)).toBe(before);
});

test("tells the first transaction where the node cannot try several in a row", async () => {
  const provider = market.chain.provider;
  const limited = new Proxy(provider, {
    get(target, property) {
      if (property === "send") return (method: string, params: unknown[]) => send(provider, method, params);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const before = await nonce(bob);
  const rehearsal = await rehearse({ ...bob, provider: limited }, (client) =>
    pay(client, { model, token: market.ocean, amount: parseEther("5") }),
  );
  expect(rehearsal).toMatchObject({ complete: false, moves: [], transactions: [{ to: market.ocean }] });
  expect("result" in rehearsal).toBe(false);
  expect(await nonce(bob)).toBe(before);
});

function send(provider: JsonRpcProvider, method: string, params: unknown[]): Promise<unknown> {
  if (method === "eth_simulateV1") method = "eth_noSuchMethod";
  return provider.send(method, params);
}
