import { parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { balanceOf } from "../datatokens/balanceOf.ts";
import { transferDatatoken } from "../datatokens/transferDatatoken.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { tokenAt } from "./allow.ts";
import type { Client } from "./Client.ts";
import { connect } from "./connect.ts";
import { sendTransaction } from "./sendTransaction.ts";

let market: Market;
let client: Client;
beforeAll(async () => {
  market = await startMarket();
  client = await market.join(parseEther("100"));
});
afterAll(() => market[Symbol.asyncDispose]());

test("many sends at once get a nonce each, from two clients of one account too", async () => {
  const to = Wallet.createRandom().address;
  const { privateKey } = client.signer as Wallet;
  const second = await connect({ rpcUrl: market.chain.url, addresses: market.addresses, privateKey });
  const sends = Array.from({ length: 20 }, (_, i) =>
    transferDatatoken(i % 2 ? client : second, { token: market.ocean, to, amount: 1n }),
  );
  const receipts = await Promise.all(sends);
  second.close();
  expect(receipts.every(({ gasUsed }) => gasUsed > 21_000n)).toBe(true);
  expect(await balanceOf(client, { token: market.ocean, account: to })).toBe(20n);
});

test("one that fails does not hold up the next", async () => {
  const to = Wallet.createRandom().address;
  const outcomes = await Promise.allSettled(
    [parseEther("1000"), 1n].map((amount) => transferDatatoken(client, { token: market.ocean, to, amount })),
  );
  expect(outcomes).toMatchObject([
    { status: "rejected", reason: { code: "TOKEN_BALANCE_TOO_LOW" } },
    { status: "fulfilled" },
  ]);
});

test("what would fail is not sent", async () => {
  const before = await client.provider.getTransactionCount(client.account!);
  const transfer = tokenAt(client, market.ocean).transferFrom;
  await expect(sendTransaction(client, transfer, [market.ocean, client.account!, 1n])).rejects.toMatchObject({
    code: "TOKEN_ALLOWANCE_TOO_LOW",
  });
  expect(await client.provider.getTransactionCount(client.account!)).toBe(before);
});

test("an account without coin, and a client without a signer, are told so", async () => {
  const { addresses, chain, ocean } = market;
  const poor = await connect({
    provider: chain.provider,
    addresses,
    privateKey: Wallet.createRandom().privateKey,
  });
  await expect(
    transferDatatoken(poor, { token: ocean, to: client.account!, amount: 0n }),
  ).rejects.toMatchObject({ code: "COIN_TOO_LOW" });
  const reader = await connect({ provider: chain.provider, addresses });
  await expect(
    transferDatatoken(reader, { token: ocean, to: client.account!, amount: 0n }),
  ).rejects.toMatchObject({ code: "SIGNER_MISSING" });
});

test("a token that is none is told so", async () => {
  const token = Wallet.createRandom().address;
  await expect(balanceOf(client, { token, account: token })).rejects.toMatchObject({
    code: "CONTRACT_REFUSED",
  });
  await expect(balanceOf(client, { token: "ocean", account: token })).rejects.toMatchObject({
    code: "ADDRESS_INVALID",
  });
});
