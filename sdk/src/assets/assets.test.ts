import { parseEther, ZeroAddress } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeAlgorithm } from "../algorithms/describeAlgorithm.ts";
import { getAlgorithm } from "../algorithms/getAlgorithm.ts";
import { publishAlgorithm } from "../algorithms/publishAlgorithm.ts";
import { tokenAt } from "../client/allow.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction } from "../client/sendTransaction.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { Dispenser__factory } from "../generated/factories/Dispenser__factory.ts";
import { ERC20Template__factory } from "../generated/factories/ERC20Template__factory.ts";
import { createPool } from "../pools/createPool.ts";
import { swap } from "../pools/swap.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { buyAsset } from "./buyAsset.ts";
import { listSales } from "./listSales.ts";
import { orderAsset } from "./orderAsset.ts";
import { publishAsset } from "./publishAsset.ts";
import { setAssetMetadata } from "./setAssetMetadata.ts";

const ONE = parseEther("1");

let market: Market;
let publisher: Client;
let bob: Client;
beforeAll(async () => {
  market = await startMarket();
  [publisher, bob] = [await market.join(0n), await market.join(100n * ONE)];
});
afterAll(() => market[Symbol.asyncDispose]());

const heldByBob = (token: string) => balanceOf(bob, { token, account: bob.account! });

test("a dataset at a fixed rate is bought and consumed", async () => {
  const sale = { kind: "fixed" as const, price: 2n * ONE };
  const { datatoken, dataNft } = await publishAsset(publisher, { name: "Corpus", sale });
  expect(await tokenAt(bob, datatoken).symbol()).toBe("CORPUS");
  expect(await ERC20Template__factory.connect(datatoken, bob.provider).getERC721Address()).toBe(dataNft);
  // One tenth of a per cent is Ocean's.
  const price = (2n * ONE * 1001n) / 1000n;
  expect(await listSales(bob, datatoken)).toMatchObject([{ kind: "fixed", price, baseToken: market.ocean }]);
  const before = await heldByBob(market.ocean);
  const { cost } = await buyAsset(bob, { datatoken, amount: 3n * ONE, slippage: 0 });
  expect(cost).toBe(3n * price);
  expect(before - (await heldByBob(market.ocean))).toBe(cost);
  expect(await heldByBob(datatoken)).toBe(3n * ONE);

  const { receipt } = await orderAsset(bob, { datatoken, consumer: publisher.account! });
  const token = ERC20Template__factory.connect(datatoken, bob.provider);
  const [order] = await token.queryFilter(token.filters.OrderStarted(), receipt.blockNumber);
  const { consumer, payer, amount } = order!.args;
  expect([consumer, payer, amount]).toEqual([publisher.account, bob.account, ONE]);
  expect(await heldByBob(datatoken)).toBe(2n * ONE);
});

test("the price may be in a token of six decimals", async () => {
  const baseToken = market.addresses.ocean["MockUSDC"]!;
  const sale = { kind: "fixed" as const, price: 5_000_000n, baseToken };
  const { datatoken } = await publishAsset(publisher, { name: "Dear", sale });
  const [listed] = await listSales(bob, datatoken);
  // Two tenths of a per cent, of a token that Ocean has not approved.
  expect(listed).toMatchObject({ price: 5_010_000n, baseToken });
  await expect(buyAsset(bob, { datatoken, amount: ONE })).rejects.toMatchObject({ code: "NOTHING_FOR_SALE" });
  await expect(buyAsset(bob, { datatoken, amount: ONE, payToken: baseToken })).rejects.toMatchObject({
    code: "TOKEN_BALANCE_TOO_LOW",
  });
});

test("a free algorithm is dispensed, as much as its publisher lets one have", async () => {
  const { datatoken } = await publishAsset(publisher, { name: "Algorithm", sale: { kind: "free" } });
  expect(await listSales(bob, datatoken)).toMatchObject([{ kind: "free", maxTokens: ONE, maxBalance: ONE }]);
  expect(await buyAsset(bob, { datatoken, amount: ONE })).toMatchObject({ cost: 0n, sale: { kind: "free" } });
  expect(await heldByBob(datatoken)).toBe(ONE);
  await expect(buyAsset(bob, { datatoken, amount: ONE })).rejects.toMatchObject({ code: "CONTRACT_REFUSED" });
  await expect(buyAsset(bob, { datatoken, amount: 2n * ONE })).rejects.toMatchObject({
    code: "NOTHING_FOR_SALE",
  });
  await orderAsset(bob, { datatoken });
  await expect(orderAsset(bob, { datatoken })).rejects.toMatchObject({ code: "TOKEN_BALANCE_TOO_LOW" });
});

test("an ordinary asset is traded in a pool as well", async () => {
  const sale = { kind: "free" as const, maxTokens: 100n * ONE, maxBalance: 100n * ONE };
  const { datatoken } = await publishAsset(publisher, { name: "Traded", sale });
  await buyAsset(bob, { datatoken, amount: 20n * ONE });
  const { pool } = await createPool(bob, { datatoken, datatokens: 10n * ONE, baseTokens: 10n * ONE });
  const { baseTokens } = await swap(bob, { pool, side: "sell", amount: ONE });
  expect(baseTokens).toBeGreaterThan((9n * ONE) / 10n);
});

test("an algorithm is described on chain as its publisher last did, and read back", async () => {
  const description = {
    name: "Branin",
    description: "Grey-box estimation.",
    author: "Ocean",
    license: "MIT",
    size: 9,
    sha256: "ab".repeat(32),
    entrypoint: "python3.8 $ALGO",
    endpoint: "http://127.0.0.1:1",
    image: `oceanprotocol/algo_dockers:branin@sha256:${"cd".repeat(32)}`,
  };
  const { datatoken, dataNft } = await publishAlgorithm(publisher, {
    ...description,
    sale: { kind: "free" },
  });
  const { name, author, sha256, entrypoint, image } = description;
  const known = { name, author, sha256, entrypoint, asset: datatoken };
  expect(await getAlgorithm(bob, datatoken)).toMatchObject({ ...known, image });
  const asset = { chainId: bob.chainId, dataNft, datatoken, created: new Date() };
  const ddo = describeAlgorithm({ ...description, ...asset, image: undefined, sha256: "ef".repeat(32) });
  expect(ddo.metadata.algorithm.container).toEqual({
    entrypoint,
    image: "posthuman",
    tag: "python3",
    checksum: `sha256:${"ef".repeat(32)}`,
  });
  await setAssetMetadata(publisher, ddo);
  expect(await getAlgorithm(bob, datatoken)).toEqual({
    ...known,
    sha256: "ef".repeat(32),
    description: description.description,
  });
  await expect(setAssetMetadata(bob, ddo)).rejects.toMatchObject({ code: "CONTRACT_REFUSED" });

  const bare = await publishAsset(publisher, { name: "Bare", sale: { kind: "free" } });
  const undescribed = { code: "ALGORITHM_UNDESCRIBED" };
  await expect(getAlgorithm(bob, bare.datatoken)).rejects.toMatchObject(undescribed);
  await setAssetMetadata(publisher, { nftAddress: bare.dataNft, services: [{ serviceEndpoint: "none" }] });
  await expect(getAlgorithm(bob, bare.datatoken)).rejects.toMatchObject(undescribed);
});

test("what is no datatoken, or closed, or not Ocean's here, is told so", async () => {
  const { datatoken } = await publishAsset(publisher, { name: "Closed", sale: { kind: "free" } });
  const dispenser = Dispenser__factory.connect(market.addresses.ocean["Dispenser"]!, publisher.signer);
  await sendTransaction(publisher, dispenser.deactivate, [datatoken]);
  expect(await listSales(bob, datatoken)).toEqual([]);
  await expect(listSales(bob, market.ocean)).rejects.toMatchObject({ code: "CONTRACT_REFUSED" });
  await expect(listSales(bob, "corpus")).rejects.toMatchObject({ code: "ADDRESS_INVALID" });
  await expect(orderAsset(bob, { datatoken, consumer: ZeroAddress.slice(1) })).rejects.toMatchObject({
    code: "ADDRESS_INVALID",
  });
  const { Dispenser: _, ...ocean } = market.addresses.ocean;
  const elsewhere = { ...publisher, addresses: { ...publisher.addresses, ocean } } as Client;
  await expect(publishAsset(elsewhere, { name: "None", sale: { kind: "free" } })).rejects.toMatchObject({
    code: "OCEAN_WITHOUT",
    args: { name: "Dispenser" },
  });
});
