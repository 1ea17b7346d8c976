import { Transaction } from "ethers";
import { expect, test } from "vitest";
import { connectRpc } from "../chain/rpc.ts";
import { EMITTER, timesEmitted, word } from "../testing/contracts.ts";
import { emit, senderOnAnvil } from "../testing/senderOnAnvil.ts";
import { ANVIL_CHAIN_ID } from "../testing/startAnvil.ts";
import { startProxy } from "../testing/startProxy.ts";

test("raises the fee of a transaction that hangs, under the same nonce", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start, autoMine, attempts } = bench;
  const { sender } = start({ bumpAfterMs: 50 });
  await autoMine(false);
  const sending = sender.send(emit(1));
  await expect.poll(() => attempts("emit:1").length).toBeGreaterThan(2);
  await anvil.mine(1);
  const { hash } = await sending;
  const forms = attempts("emit:1").map(({ raw }) => Transaction.from(raw));
  expect(forms.map(({ hash }) => hash)).toContain(hash);
  expect(new Set(forms.map(({ nonce }) => nonce))).toEqual(new Set([0]));
  const [newer, older] = forms.map(({ maxFeePerGas }) => maxFeePerGas ?? 0n);
  expect(newer).toBeGreaterThanOrEqual(((older ?? 0n) * 115n) / 100n);
});

test("gives the node again what it dropped", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start, autoMine } = bench;
  const { sender } = start();
  await autoMine(false);
  const sending = sender.send(emit(1));
  await expect.poll(() => sender.status("emit:1")?.state).toBe("broadcast");
  await anvil.rpc.call("anvil_dropAllTransactions", []);
  await autoMine(true);
  await sending;
  expect(await timesEmitted(anvil.rpc, 1)).toBe(1);
});

test("sends again what a reorg took out, also after it was final", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start } = bench;
  const { sender } = start();
  const before = await sender.send(emit(1));
  await anvil.mine(1);
  await anvil.reorg(2);
  expect(await timesEmitted(anvil.rpc, 1)).toBe(0);
  sender.reopen(before.blockNumber - 1);
  const after = await sender.send(emit(1));
  expect(after.hash).toBe(before.hash);
  expect(after.blockHash).not.toBe(before.blockHash);
  expect(await timesEmitted(anvil.rpc, 1)).toBe(1);
});

test("sees that a nonce went to another program", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, signer, start, autoMine, attempts } = bench;
  const { sender } = start();
  await autoMine(false);
  const sending = sender.send(emit(1));
  sending.catch(() => undefined);
  await expect.poll(() => sender.status("emit:1")?.state).toBe("broadcast");
  const mine = Transaction.from(attempts("emit:1")[0]?.raw ?? "");
  const { gasLimit, chainId, nonce } = mine;
  const foreign = {
    type: 2,
    to: EMITTER,
    data: word(7),
    gasLimit,
    chainId,
    nonce,
    maxFeePerGas: 10n ** 11n,
  };
  await anvil.rpc.call("eth_sendRawTransaction", [
    await signer.signTransaction({ ...foreign, maxPriorityFeePerGas: 10n ** 10n }),
  ]);
  await anvil.mine(1);
  await expect(sending).rejects.toMatchObject({ code: "TRANSACTION_REPLACED" });
  await autoMine(true);
  await sender.send(emit(2));
  expect(sender.status("emit:2")?.nonce).toBe(1);
});

test("waits for a node that is down, and for money", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start, fund } = bench;
  await using proxy = await startProxy(anvil.port);
  using rpc = await connectRpc({ url: proxy.url, chainId: ANVIL_CHAIN_ID });
  const { sender, failures, halt } = start({ rpc });
  await proxy.cut();
  await fund(0n);
  const sending = sender.send(emit(1));
  await expect.poll(() => failures).toContain("RPC_UNREACHABLE");
  await proxy.restore();
  await expect.poll(() => failures).toContain("WORKER_BALANCE_TOO_LOW");
  await fund(10n ** 18n);
  await sending;
  await halt();
});
