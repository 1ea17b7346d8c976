import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { PosthumanError } from "@posthuman/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase, type WorkerDatabase } from "../database/openDatabase.ts";
import { collect } from "../testing/collect.ts";
import { EMITTER, placeContracts, word } from "../testing/contracts.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { ANVIL_CHAIN_ID, startAnvil, type Anvil } from "../testing/startAnvil.ts";
import { startProxy } from "../testing/startProxy.ts";
import { createFollower, type Follower, type FollowerOptions } from "./createFollower.ts";
import { connectRpc } from "./rpc.ts";

const identity = { chainId: ANVIL_CHAIN_ID, market: "0xM", worker: "0xW" };

let anvil: Anvil;
let open: WorkerDatabase;
let file: string;
let cleanup: AsyncDisposableStack;

beforeEach(async () => {
  cleanup = new AsyncDisposableStack();
  anvil = cleanup.use(await startAnvil());
  file = join(cleanup.use(temporaryFolder()).path, "worker.db");
  open = openDatabase(file, identity);
  cleanup.defer(() => open[Symbol.dispose]());
  await placeContracts(anvil.rpc);
});

afterEach(() => cleanup.disposeAsync());

/** Has the emitter log a number, in a block of its own. */
async function emit(value: number): Promise<void> {
  const [from] = await anvil.rpc.call<string[]>("eth_accounts", []);
  await anvil.rpc.call("eth_sendTransaction", [{ from, to: EMITTER, data: word(value) }]);
}

function follow(db: DatabaseSync, options: Partial<FollowerOptions> = {}) {
  const handler = collect(db);
  const follower = createFollower({
    rpc: anvil.rpc,
    db,
    handler,
    addresses: [EMITTER],
    startBlock: 1,
    confirmations: 2,
    reorgWindow: 8,
    pollMs: 20,
    ...options,
  });
  return { handler, follower };
}

async function catchUp(follower: Follower): Promise<void> {
  while (await follower.step());
}

test("applies logs once they are deep enough, in order, and goes on after a restart", async () => {
  const { handler, follower } = follow(open.db);
  await emit(1);
  await emit(2);
  await catchUp(follower);
  expect(handler.seen()).toEqual([]);
  await anvil.mine(1);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1]);
  expect(follower.status()).toMatchObject({ cursor: { number: 1 }, head: 3, synced: true });

  open[Symbol.dispose]();
  open = openDatabase(file, identity);
  const restarted = follow(open.db);
  await anvil.mine(5);
  expect(restarted.follower.status().synced).toBe(false);
  await catchUp(restarted.follower);
  expect(restarted.handler.seen()).toEqual([1, 2]);
});

test("a reorg above the confirmations is never seen", async () => {
  const { handler, follower } = follow(open.db, { reorgWindow: 0 });
  await emit(1);
  await emit(2);
  await anvil.mine(1);
  await catchUp(follower);
  await anvil.reorg(2);
  await emit(3);
  await anvil.mine(2);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1, 3]);
});

test("a reorg of applied blocks is undone to the common ancestor", async () => {
  const { handler, follower } = follow(open.db);
  for (const value of [1, 2, 3, 4]) await emit(value);
  await anvil.mine(2);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1, 2, 3, 4]);
  await anvil.reorg(4);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1, 2]);
  await emit(5);
  await anvil.mine(2);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1, 2, 5]);
});

test("a reorg below the window stops it, and the state is kept", async () => {
  const { handler, follower } = follow(open.db, { confirmations: 0, reorgWindow: 3 });
  for (const value of [1, 2, 3, 4, 5, 6]) await emit(value);
  await catchUp(follower);
  await anvil.reorg(3);
  await catchUp(follower);
  expect(handler.seen()).toEqual([1, 2, 3]);
  await anvil.reorg(5);
  await expect(follower.run(AbortSignal.timeout(60_000))).rejects.toMatchObject({ code: "REORG_TOO_DEEP" });
  expect(handler.seen()).toEqual([1, 2, 3]);
  expect(follower.status().cursor?.number).toBe(6);
});

test("a handler that throws moves nothing", async () => {
  const { handler } = follow(open.db);
  await emit(1);
  await anvil.mine(2);
  const apply = (logs: Parameters<typeof handler.apply>[0]) => {
    handler.apply(logs);
    if (logs.length > 0) throw new TypeError("a bug");
  };
  const { follower } = follow(open.db, { handler: { ...handler, apply } });
  await expect(follower.run(AbortSignal.timeout(60_000))).rejects.toThrow("a bug");
  expect(handler.seen()).toEqual([]);
  expect(follower.status().cursor?.number).toBe(0);
});

test("waits for a chain that is down at the start and in the middle", async () => {
  const proxy = cleanup.use(await startProxy(anvil.port));
  await proxy.cut();
  const failures: string[] = [];
  const retrying = {
    pauseMs: 10,
    maxPauseMs: 50,
    onFailure: ({ code }: PosthumanError) => failures.push(code),
  };
  const connecting = connectRpc({ url: proxy.url, chainId: ANVIL_CHAIN_ID, ...retrying });
  await expect.poll(() => failures.length).toBeGreaterThan(2);
  await proxy.restore();
  using rpc = await connecting;

  const { handler, follower } = follow(open.db, { rpc });
  const stop = new AbortController();
  const running = follower.run(stop.signal, retrying);
  await emit(1);
  await anvil.mine(2);
  await expect.poll(handler.seen).toEqual([1]);
  await proxy.cut();
  failures.length = 0;
  await emit(2);
  await anvil.mine(2);
  await expect.poll(() => failures.length).toBeGreaterThan(2);
  await proxy.restore();
  await expect.poll(handler.seen).toEqual([1, 2]);
  expect(new Set(failures)).toEqual(new Set(["RPC_UNREACHABLE"]));
  stop.abort();
  await running;
});

test("refuses another chain, without showing the URL's key", async () => {
  const connecting = connectRpc({ url: `${anvil.url}/?key=secret`, chainId: 1n });
  await expect(connecting).rejects.toMatchObject({
    code: "CHAIN_MISMATCH",
    message: expect.not.stringContaining("secret") as string,
  });
});
