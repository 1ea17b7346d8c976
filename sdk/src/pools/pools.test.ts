import { parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { publishDataset } from "../testing/publishDataset.ts";
import { publishRoot } from "../testing/publishRoot.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { createPool, type CreatePoolParameters } from "./createPool.ts";
import { exitPool } from "./exitPool.ts";
import { getPool } from "./getPool.ts";
import { joinPool } from "./joinPool.ts";
import { listPools } from "./listPools.ts";
import { quoteSwap } from "./quoteSwap.ts";
import { swap } from "./swap.ts";

const ONE = parseEther("1");

let market: Market;
let alice: Client;
let bob: Client;
let model: string;
beforeAll(async () => {
  market = await startMarket();
  [alice, bob] = [await market.join(), await market.join()];
  model = await publishRoot(alice);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: 100n * ONE });
});
afterAll(() => market[Symbol.asyncDispose]());

const open = async (changes: Partial<CreatePoolParameters> = {}) => {
  const first = { datatoken: model, datatokens: 20n * ONE, baseTokens: 40n * ONE };
  return (await createPool(alice, { ...first, ...changes })).pool;
};
const oceanOf = (client: Client) => balanceOf(client, { token: market.ocean, account: client.account! });
const modelsOf = (client: Client) => balanceOf(client, { token: model, account: client.account! });

test("a pool is opened, staked in, traded with, and left with a part of the fees", async () => {
  const pool = await open();
  expect(await getPool(bob, pool)).toEqual({
    address: pool,
    datatoken: model,
    baseToken: market.ocean,
    datatokens: 20n * ONE,
    baseTokens: 40n * ONE,
    shares: 100n * ONE,
    swapFee: 3n * 10n ** 15n,
    price: 2006018054162487462n,
  });
  const joined = await joinPool(bob, { pool, baseTokens: 10n * ONE });
  expect(joined).toMatchObject({ datatokens: 5n * ONE, baseTokens: 10n * ONE, shares: 25n * ONE });

  const carol = await market.join();
  const quote = await quoteSwap(carol, { pool, side: "buy", amount: 5n * ONE });
  const bought = await swap(carol, { pool, side: "buy", amount: 5n * ONE, slippage: 0 });
  expect(bought.baseTokens).toBe(quote);
  expect(await oceanOf(carol)).toBe(1000n * ONE - quote);
  const offered = await quoteSwap(carol, { pool, side: "sell", amount: 5n * ONE });
  const sold = await swap(carol, { pool, side: "sell", amount: 5n * ONE });
  expect(sold.baseTokens).toBe(offered);
  expect(await modelsOf(carol)).toBe(0n);
  expect(offered).toBeLessThan(quote);

  const left = await exitPool(bob, { pool, slippage: 0 });
  expect(left.shares).toBe(25n * ONE);
  expect(left.baseTokens + 2n * left.datatokens).toBeGreaterThan(20n * ONE);
});

test("pools are listed by what they sell, the largest first", async () => {
  const dataset = await publishDataset(alice);
  const small = await open({ datatoken: dataset, datatokens: ONE, baseTokens: ONE });
  const large = await open({
    datatoken: dataset,
    datatokens: ONE,
    baseTokens: 3n * ONE,
    swapFee: 10n ** 16n,
  });
  const listed = async (filter = {}) => (await listPools(bob, filter)).map(({ address }) => address);
  expect(await listed({ datatoken: dataset })).toEqual([large, small]);
  expect(await listed({ datatoken: dataset, baseToken: model })).toEqual([]);
  expect(await listed()).toContain(large);
});

test("what a pool cannot do is told so, and nothing is taken", async () => {
  const pool = await open();
  const buy = { pool, side: "buy" as const, amount: ONE };
  const nobody = Wallet.createRandom().address;
  const before = [await oceanOf(bob), await modelsOf(bob)];
  const cases: [() => Promise<unknown>, string][] = [
    [() => open({ datatoken: market.ocean }), "DATATOKEN_UNKNOWN"],
    [() => open({ baseToken: model }), "FEE_TOKEN_NOT_LISTED"],
    [() => open({ datatokens: 1n }), "POOL_TERMS_INVALID"],
    [() => open({ swapFee: 1n }), "POOL_TERMS_INVALID"],
    [() => open({ baseTokens: 5000n * ONE }), "TOKEN_BALANCE_TOO_LOW"],
    [() => getPool(bob, nobody), "POOL_UNKNOWN"],
    [() => getPool(bob, "pool"), "ADDRESS_INVALID"],
    [() => joinPool(bob, { pool, baseTokens: 21n * ONE }), "POOL_TOO_SMALL"],
    [() => joinPool(bob, { pool, baseTokens: 0n }), "POOL_AMOUNT_TOO_SMALL"],
    [() => joinPool(bob, { pool, baseTokens: ONE, slippage: 0.5 }), "ARGUMENT_INVALID"],
    [() => exitPool(bob, { pool }), "POOL_NOTHING_TO_MOVE"],
    [() => exitPool(bob, { pool, shares: ONE }), "TOKEN_BALANCE_TOO_LOW"],
    [() => quoteSwap(bob, { ...buy, pool: nobody }), "CONTRACT_REFUSED"],
    [() => swap(bob, { ...buy, amount: 15n * ONE }), "POOL_TOO_SMALL"],
    [() => swap(bob, { ...buy, limit: 2n * ONE }), "PRICE_MOVED"],
    [() => swap(bob, { ...buy, side: "sell", limit: 2n * ONE }), "PRICE_MOVED"],
    [() => swap(bob, { ...buy, side: "sell", amount: 1n }), "POOL_AMOUNT_TOO_SMALL"],
    [() => swap(bob, { ...buy, slippage: -1 }), "ARGUMENT_INVALID"],
  ];
  for (const [attempt, code] of cases) await expect(attempt(), code).rejects.toMatchObject({ code });
  expect([await oceanOf(bob), await modelsOf(bob)]).toEqual(before);
});
