import { createRequire } from "node:module";
import { inspect } from "node:util";
import { JsonRpcProvider, Wallet } from "ethers";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { freePort } from "../testing/freePort.ts";
import { startMarket, type Market } from "../testing/startMarket.ts";
import { connect } from "./connect.ts";

let market: Market;
beforeAll(async () => void (market = await startMarket()));
afterAll(() => market[Symbol.asyncDispose]());

test("reads without a signer, and signs with a key", async () => {
  const { addresses, chain } = market;
  const reader = await connect({ rpcUrl: chain.url, addresses });
  expect(reader.account).toBeUndefined();
  expect(await reader.contracts.market.isFeeToken(market.ocean)).toBe(true);
  reader.close();
  const { privateKey, address } = Wallet.createRandom();
  const writer = await connect({ rpcUrl: chain.url, addresses, privateKey });
  expect(writer.account).toBe(address);
  writer.close();
});

test("takes a key with white space around it, as a file has it, and never repeats one that is wrong", async () => {
  const { addresses, chain } = market;
  const { privateKey, address } = Wallet.createRandom();
  const client = await connect({ rpcUrl: chain.url, addresses, privateKey: ` ${privateKey}\n` });
  expect(client.account).toBe(address);
  client.close();
  const beyondTheCurve = `0x${"f".repeat(64)}`;
  for (const wrong of [
    privateKey.slice(0, -1),
    `${privateKey}0`,
    `${privateKey.slice(0, -1)}x`,
    beyondTheCurve,
  ]) {
    const error: unknown = await connect({ rpcUrl: chain.url, addresses, privateKey: wrong }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "ARGUMENT_INVALID", args: { argument: "privateKey" } });
    expect(inspect(error, { depth: 9 })).not.toContain(wrong.slice(2, 60));
  }
});

test("takes a wallet of an own provider", async () => {
  const signer = Wallet.createRandom().connect(market.chain.provider);
  const client = await connect({ signer, addresses: market.addresses });
  expect(client).toMatchObject({ chainId: 31337n, account: signer.address });
});

test("refuses another chain", async () => {
  const addresses = { ...market.addresses, chainId: 1 };
  await expect(connect({ rpcUrl: market.chain.url, addresses })).rejects.toMatchObject({
    code: "CHAIN_MISMATCH",
    args: { actual: 31337n, expected: 1n },
  });
});

test("refuses another chain through a provider that is of another copy of ethers", async () => {
  // What require gives is ethers' build for CommonJS, whose classes are its own.
  const copy = createRequire(import.meta.url)("ethers") as typeof import("ethers");
  expect(copy.JsonRpcProvider).not.toBe(JsonRpcProvider);
  const provider = new copy.JsonRpcProvider(market.chain.url, 1, { staticNetwork: true });
  onTestFinished(() => provider.destroy());
  const addresses = { ...market.addresses, chainId: 1 };
  await expect(connect({ provider, addresses })).rejects.toMatchObject({ code: "CHAIN_MISMATCH" });
});

test("names the contract that is not there", async () => {
  const posthuman = { ...market.addresses.posthuman, Offers: Wallet.createRandom().address };
  const addresses = { ...market.addresses, posthuman };
  await expect(connect({ rpcUrl: market.chain.url, addresses })).rejects.toMatchObject({
    code: "CONTRACT_MISSING",
    message: expect.stringContaining("no Offers at") as unknown,
  });
});

test("says which fields of the address document are wrong", async () => {
  const addresses = { ...market.addresses, posthuman: { ...market.addresses.posthuman, Offers: "0x12" } };
  await expect(connect({ rpcUrl: market.chain.url, addresses })).rejects.toMatchObject({
    code: "ADDRESSES_INVALID",
    message: expect.stringContaining("posthuman.Offers") as unknown,
  });
});

test("says that the chain does not answer, and keeps the endpoint's secrets", async () => {
  const rpcUrl = `http://127.0.0.1:${await freePort()}/v3/secret-key`;
  const error: unknown = await connect({ rpcUrl, addresses: market.addresses }).catch((e: unknown) => e);
  expect(error).toMatchObject({ code: "RPC_UNREACHABLE", retryable: true });
  expect(JSON.stringify(error)).not.toContain("secret-key");
});
