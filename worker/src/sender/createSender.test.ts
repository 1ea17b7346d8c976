import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Transaction, Wallet } from "ethers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, type WorkerDatabase } from "../database/openDatabase.ts";
import { connectRpc } from "../rpc/connectRpc.ts";
import { EMITTER, ONCE, placeContracts, timesEmitted, word } from "../testing/contracts.ts";
import { ANVIL_CHAIN_ID, startAnvil, type Anvil } from "../testing/startAnvil.ts";
import { startProxy } from "../testing/startProxy.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";
import { createSender, type SenderOptions } from "./createSender.ts";
import type { Attempt } from "./JournalEntry.ts";
import { openJournal } from "./openJournal.ts";

const signer = Wallet.createRandom();
const ETHER = 10n ** 18n;

let anvil: Anvil;
let open: WorkerDatabase;
let file: string;
let cleanup: AsyncDisposableStack;

beforeEach(async () => {
  cleanup = new AsyncDisposableStack();
  anvil = cleanup.use(await startAnvil(["--order", "fifo"]));
  file = join(cleanup.use(temporaryFolder()).path, "worker.db");
  open = cleanup.use(openDatabase(file, { chainId: ANVIL_CHAIN_ID, market: ONCE, worker: signer.address }));
  await placeContracts(anvil.rpc);
  await fund(ETHER);
});

afterEach(() => cleanup.disposeAsync());

const fund = (wei: bigint) => anvil.rpc.call("anvil_setBalance", [signer.address, `0x${wei.toString(16)}`]);
const autoMine = (on: boolean) => anvil.rpc.call("evm_setAutomine", [on]);

/** A running sender, and the codes of the failures that it retries. */
function start(options: Partial<SenderOptions> = {}) {
  const stop = new AbortController();
  const failures: string[] = [];
  const sender = createSender({
    rpc: anvil.rpc,
    db: open.db,
    signer,
    chainId: ANVIL_CHAIN_ID,
    confirmations: 0,
    signal: stop.signal,
    pollMs: 20,
    pauseMs: 10,
    maxPauseMs: 50,
    onFailure: ({ code }) => failures.push(code),
    ...options,
  });
  const running = sender.run();
  const halt = async () => {
    stop.abort();
    await running;
  };
  cleanup.defer(halt);
  return { sender, failures, halt };
}

const emit = (value: number) => ({
  key: `emit:${value}`,
  to: EMITTER,
  data: word(value),
  description: "emit",
});
const take = (key: string) => ({ key, to: ONCE, data: word(1), description: "take" });
const attempts = (key: string): Attempt[] => openJournal(open.db).attempts(key);

test("sends once for each key, with nonces in order, and remembers across restarts", async () => {
  const { sender, halt } = start();
  const receipts = await Promise.all([emit(1), emit(2), emit(1), emit(3)].map(sender.send));
  expect(receipts[2]).toEqual(receipts[0]);
  expect([1, 2, 3].map((value) => sender.status(`emit:${value}`)?.nonce)).toEqual([0, 1, 2]);
  await halt();
  const again = start().sender;
  expect(await again.send(emit(2))).toEqual(receipts[1]);
  expect(again.status("emit:4")).toBeUndefined();
  expect(await timesEmitted(anvil.rpc, 2)).toBe(1);
  await expect(again.send({ ...emit(2), data: word(9) })).rejects.toMatchObject({
    code: "TRANSACTION_KEY_TAKEN",
  });
});

test("waits for the confirmations", async () => {
  const { sender } = start({ confirmations: 2 });
  const sending = sender.send(emit(1));
  await expect.poll(() => sender.status("emit:1")?.state).toBe("mined");
  await anvil.mine(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sender.status("emit:1")?.state).toBe("mined");
  await anvil.mine(1);
  expect(await sending).toMatchObject({ blockNumber: 1, gasUsed: expect.any(BigInt) });
});

test("refuses what would revert, names the error, sends nothing, and may be asked again", async () => {
  const { sender } = start();
  await sender.send(take("first"));
  const refused = { code: "TRANSACTION_REFUSED", args: { error: "TERMS_INCOMPLETE" } };
  await expect(sender.send(take("second"))).rejects.toMatchObject(refused);
  expect(sender.status("second")).toMatchObject({ state: "refused", nonce: undefined });
  await anvil.rpc.call("anvil_setStorageAt", [ONCE, word(1), word(0)]);
  await sender.send(take("second"));
  expect(sender.status("second")).toMatchObject({ state: "final", nonce: 1 });
});

test("says why a transaction reverted on chain", async () => {
  const { sender } = start();
  await autoMine(false);
  const sending = Promise.allSettled([take("first"), take("second")].map(sender.send));
  await expect.poll(() => sender.status("second")?.state).toBe("broadcast");
  await anvil.mine(1);
  const [first, second] = await sending;
  expect(first?.status).toBe("fulfilled");
  expect(second).toMatchObject({
    reason: { code: "TRANSACTION_REVERTED", args: { error: "TERMS_INCOMPLETE" } },
  });
  await expect(sender.send(take("second"))).rejects.toMatchObject({ code: "TRANSACTION_REVERTED" });
});

test("raises the fee of a transaction that hangs, under the same nonce", async () => {
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
    maxFeePerGas: ETHER / 10n ** 7n,
  };
  await anvil.rpc.call("eth_sendRawTransaction", [
    await signer.signTransaction({ ...foreign, maxPriorityFeePerGas: ETHER / 10n ** 8n }),
  ]);
  await anvil.mine(1);
  await expect(sending).rejects.toMatchObject({ code: "TRANSACTION_REPLACED" });
  await autoMine(true);
  await sender.send(emit(2));
  expect(sender.status("emit:2")?.nonce).toBe(1);
});

test("waits for a node that is down, and for money", async () => {
  const proxy = cleanup.use(await startProxy(anvil.port));
  using rpc = await connectRpc({ url: proxy.url, chainId: ANVIL_CHAIN_ID });
  const { sender, failures, halt } = start({ rpc });
  await proxy.cut();
  await fund(0n);
  const sending = sender.send(emit(1));
  await expect.poll(() => failures).toContain("RPC_UNREACHABLE");
  await proxy.restore();
  await expect.poll(() => failures).toContain("WORKER_BALANCE_TOO_LOW");
  await fund(ETHER);
  await sending;
  await halt();
});

test("stops at once, and keeps what was begun", async () => {
  const { sender, halt } = start();
  await autoMine(false);
  const sending = sender.send(emit(1));
  sending.catch(() => undefined);
  await expect.poll(() => sender.status("emit:1")?.state).toBe("broadcast");
  await halt();
  await expect(sending).rejects.toMatchObject({ code: "WORKER_STOPPING" });
  await expect(sender.send(emit(1))).rejects.toMatchObject({ code: "WORKER_STOPPING" });
  await autoMine(true);
  await start().sender.send(emit(1));
});

test("the key is in no file of the database", async () => {
  const { sender } = start();
  await sender.send(emit(1));
  const key = signer.privateKey.slice(2);
  for (const name of [file, `${file}-wal`]) {
    const bytes = readFileSync(name);
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(Buffer.from(key, "hex"))).toBe(false);
  }
});
