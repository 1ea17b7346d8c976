import { id, parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "../client/Client.ts";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { announceWorker } from "./announceWorker.ts";
import { authoriseWorker } from "./authoriseWorker.ts";
import { getWorker } from "./getWorker.ts";
import { stake } from "./stake.ts";
import { unbond } from "./unbond.ts";
import { withdraw } from "./withdraw.ts";

let market: Market;
let custodian: Client;
let worker: Client;
let address: string;
beforeAll(async () => {
  market = await startMarket({ unbondingSeconds: 60 });
  [custodian, worker] = [await market.join(), await market.join()];
  address = worker.account!;
});
afterAll(() => market[Symbol.asyncDispose]());

test("a worker announces itself, gets stake from anyone, and a custodian's trust for a time", async () => {
  const endpoint = "https://worker.example";
  await announceWorker(worker, { endpoint, environmentHash: id("environment") });
  await stake(custodian, { worker: address, amount: parseEther("30") });
  expect(await getWorker(custodian, address)).toEqual({
    address,
    endpoint,
    stake: parseEther("30"),
    locked: 0n,
  });
  const authorised = () => worker.contracts.workers.isAuthorised(custodian.account!, address);
  await authoriseWorker(custodian, { worker: address });
  expect(await authorised()).toBe(true);
  await authoriseWorker(custodian, { worker: address, authorised: false });
  expect(await authorised()).toBe(false);
});

test("stake comes out after its delay", async () => {
  const [before, { stake: staked }] = [
    await balanceOf(worker, { token: market.ocean, account: address }),
    await getWorker(worker, address),
  ];
  await unbond(worker, parseEther("10"));
  expect((await getWorker(worker, address)).stake).toBe(staked - parseEther("10"));
  await expect(withdraw(worker)).rejects.toMatchObject({ code: "STILL_UNBONDING", retryable: true });
  await market.chain.advance(61);
  await withdraw(worker);
  const after = await balanceOf(worker, { token: market.ocean, account: address });
  expect(after - before).toBe(parseEther("10"));
});

test("what cannot be staked or taken is told so", async () => {
  await expect(unbond(worker, parseEther("999"))).rejects.toMatchObject({
    code: "WORKER_STAKE_TOO_SMALL",
    args: { worker: address, needed: parseEther("999") },
  });
  await expect(withdraw(worker)).rejects.toMatchObject({ code: "STAKE_NOTHING_TO_MOVE" });
  await expect(stake(worker, { worker: address, amount: 0n })).rejects.toMatchObject({
    code: "STAKE_NOTHING_TO_MOVE",
  });
  await expect(stake(worker, { worker: address, amount: parseEther("9999") })).rejects.toMatchObject({
    code: "TOKEN_BALANCE_TOO_LOW",
  });
  await expect(authoriseWorker(custodian, { worker: "nobody" })).rejects.toMatchObject({
    code: "ADDRESS_INVALID",
  });
  const unknown = Wallet.createRandom().address;
  expect(await getWorker(worker, unknown)).toEqual({ address: unknown, endpoint: "", stake: 0n, locked: 0n });
});
