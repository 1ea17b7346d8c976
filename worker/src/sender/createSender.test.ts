import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ONCE, timesEmitted, word } from "../testing/contracts.ts";
import { emit, senderOnAnvil, take } from "../testing/senderOnAnvil.ts";

test("sends once for each key, with nonces in order, and remembers across restarts", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start } = bench;
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
  await using bench = await senderOnAnvil();
  const { anvil, start } = bench;
  const { sender } = start({ confirmations: 2 });
  const sending = sender.send(emit(1));
  await expect.poll(() => sender.status("emit:1")?.state).toBe("mined");
  await anvil.mine(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sender.status("emit:1")?.state).toBe("mined");
  await anvil.mine(1);
  expect(await sending).toMatchObject({ blockNumber: 1, gasUsed: expect.any(BigInt) as bigint });
});

test("refuses what would revert, names the error, sends nothing, and may be asked again", async () => {
  await using bench = await senderOnAnvil();
  const { anvil, start } = bench;
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
  await using bench = await senderOnAnvil();
  const { anvil, start, autoMine } = bench;
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

test("stops at once, and keeps what was begun", async () => {
  await using bench = await senderOnAnvil();
  const { start, autoMine } = bench;
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
  await using bench = await senderOnAnvil();
  const { file, signer, start } = bench;
  const { sender } = start();
  await sender.send(emit(1));
  const key = signer.privateKey.slice(2);
  for (const name of [file, `${file}-wal`]) {
    const bytes = readFileSync(name);
    expect(bytes.includes(key)).toBe(false);
    expect(bytes.includes(Buffer.from(key, "hex"))).toBe(false);
  }
});
