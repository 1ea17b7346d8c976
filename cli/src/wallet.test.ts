import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encryptKeystoreJson, id, parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import {
  balanceOf,
  createTerms,
  getJob,
  getModel,
  getWorker,
  requestJob,
  transferDatatoken,
  type Client,
} from "@posthuman/sdk";
import { joinWorker, type TestWorker } from "@posthuman/sdk/testing/joinWorker";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";
import { createProgram } from "./createProgram.ts";
import { runPosthuman } from "./testing/runPosthuman.ts";

let market: Market;
let alice: Client;
let bob: Client;
let worker: TestWorker;
let model: string;
let folder: string;

beforeAll(async () => {
  market = await startMarket({ challengeSeconds: 300, unbondingSeconds: 300 });
  [alice, bob] = [await market.join(parseEther("2000")), await market.join()];
  model = await publishRoot(alice);
  worker = await joinWorker(market, alice);
  await transferDatatoken(alice, { token: model, to: bob.account!, amount: parseEther("10") });
  folder = mkdtempSync(join(tmpdir(), "posthuman-wallet-"));
  writeFileSync(join(folder, "addresses.json"), JSON.stringify(market.addresses));
  for (const [name, client] of Object.entries({ alice, bob, worker: worker.client })) {
    writeFileSync(keyOf(name), (client.signer as Wallet).privateKey, { mode: 0o600 });
  }
});

afterAll(async () => {
  await market?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const keyOf = (name: string) => join(folder, `${name}.key`);
const chain = () => ["--rpc", market.chain.url, "--addresses", join(folder, "addresses.json")];

/** Runs a command in this process and returns the document that it prints. */
async function run(args: string[]): Promise<Record<string, unknown>> {
  const printed: string[] = [];
  const write = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((text) => printed.push(String(text)) > 0);
  try {
    await createProgram().parseAsync([...args, ...chain(), "--json"], { from: "user" });
  } finally {
    write.mockRestore();
  }
  expect(printed).toHaveLength(1);
  return JSON.parse(printed[0]!) as Record<string, unknown>;
}

const as = (name: string, ...args: string[]) => run([...args, "--key-file", keyOf(name), "--yes"]);
const held = (client: Client, token: string) => balanceOf(client, { token, account: client.account! });
const near = (amount: unknown, wanted: number) => expect(Number(amount) / 1e18).toBeCloseTo(wanted, 1);

test("opens a pool, stakes, trades on both sides within a bound, and takes the stake out", async () => {
  await expect(as("alice", "stake", "M1", "40")).rejects.toMatchObject({ code: "POOL_MISSING" });
  const { pool } = await as("alice", "stake", "M1", "40", "--datatokens", "20");
  expect(pool).toMatch(/^0x/);
  const { shares } = await as("bob", "stake", "M1", "4");
  near(shares, 10);
  const price = await run(["model", "price", "M1"]);
  near(price.cost, 2.1);
  expect(price.purchases).toMatchObject([{ source: "pool", pool }]);
  const before = await held(bob, market.ocean);
  const { cost } = await as("bob", "buy", "M1", "1", "--slippage", "0.5");
  expect(before - (await held(bob, market.ocean))).toBe(BigInt(cost as string));
  const { proceeds, source } = await as("bob", "sell", "M1", "1");
  expect([source, BigInt(proceeds as string) < BigInt(cost as string)]).toEqual(["pool", true]);
  const half = await as("bob", "unstake", "M1", "50");
  near(half.baseTokens, 2);
  await expect(as("bob", "buy", "M1", "1", "--slippage", "99")).rejects.toMatchObject({
    code: "NUMBER_INVALID",
  });
});

test("prefers an offer that is cheaper than the pool, and takes offers back", async () => {
  const { offer } = await as("alice", "sell", "M1", "3", "--price", "0.5");
  const { transactions } = await as("bob", "buy", "M1", "2");
  expect(transactions).toHaveLength(2);
  expect(await run(["offer", "list", "M1"])).toMatchObject([{ amount: String(parseEther("1")) }]);
  await expect(as("bob", "offer", "withdraw", String(offer))).rejects.toMatchObject({ code: "NOT_SELLER" });
  await as("alice", "offer", "withdraw", String(offer));
  expect(await run(["offer", "list"])).toEqual([]);
});

test("signs with the key file that the environment names, unless another account is named", async () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("POSTHUMAN_KEY_FILE", keyOf("bob"));
  const keystore = join(folder, "worker.json");
  writeFileSync(
    keystore,
    await encryptKeystoreJson(worker.client.signer as Wallet, "", { scrypt: { N: 2 ** 12 } }),
  );
  const owner = async (...args: string[]) => (await run(["balance", ...args])).account;
  expect(await owner()).toBe(bob.account);
  expect(await owner("--key-file", keyOf("alice"))).toBe(alice.account);
  expect(await owner("--keystore", keystore)).toBe(worker.account);
});

test("pays a model, shares the income, and claims it for oneself and for others", async () => {
  await as("bob", "pay", "M1", "6");
  const shared = await as("bob", "settle", "income", "M1", "--token", "OCEAN");
  expect(shared).toMatchObject({ shared: String(parseEther("6")), next: "posthuman claim" });
  const before = await held(alice, market.ocean);
  await as("bob", "claim", "OCEAN", "--for", alice.account!);
  expect((await held(alice, market.ocean)) - before).toBe(parseEther("6"));
  await expect(as("bob", "claim")).rejects.toMatchObject({ code: "NOTHING_TO_MOVE" });
});

async function request(): Promise<string> {
  const terms = await createTerms(bob, {
    kind: "train",
    model,
    manifestHash: id("manifest"),
    childName: "M2",
    maxFee: parseEther("1"),
  });
  return (await requestJob(bob, terms)).id;
}

test("cancels a job, settles another one, and gives birth", async () => {
  const first = await request();
  await as("bob", "job", "cancel", first);
  expect(await getJob(bob, first)).toMatchObject({ state: "Cancelled" });
  const second = await request();
  await worker.lease(second);
  await worker.submit(second, { gain: parseEther("1") });
  await expect(as("alice", "settle", "job", second)).rejects.toMatchObject({ code: "TOO_EARLY" });
  await market.chain.advance(301);
  const { child } = await as("alice", "settle", "job", second);
  expect(await getModel(alice, child as string)).toMatchObject({ name: "M2", owner: bob.account });
  expect(await run(["job", "show", second])).toMatchObject({ state: "Born" });
});

test("gives tokens and titles away", async () => {
  await as("bob", "transfer", "M1", "1", alice.account!);
  await as("bob", "model", "transfer", "M2", alice.account!);
  expect(await run(["model", "show", "M2"])).toMatchObject({ owner: alice.account, workers: [] });
});

test("stakes for a worker, authorises it, and takes the stake out after the delay", async () => {
  const account = worker.account;
  await as("alice", "worker", "stake", account, "50");
  await as("alice", "worker", "authorise", account, "--revoke");
  await as("alice", "worker", "authorise", account);
  const { stake } = await getWorker(alice, account);
  const { availableAt } = await as("worker", "worker", "unstake", "30");
  expect(Number(availableAt)).toBeGreaterThan(1_700_000_000);
  await expect(as("worker", "worker", "withdraw")).rejects.toMatchObject({ code: "STILL_UNBONDING" });
  await market.chain.advance(301);
  await as("worker", "worker", "withdraw");
  expect((await getWorker(alice, account)).stake).toBe(stake - parseEther("30"));
});

test("does not take a name for another model's", async () => {
  await publishRoot(bob, { name: "M1" });
  await expect(as("bob", "pay", "M1", "1")).rejects.toMatchObject({ code: "MODEL_NAME_AMBIGUOUS" });
});

test("keeps an account in an encrypted file, and never writes over one", async () => {
  const file = join(folder, "new.json");
  const env = { POSTHUMAN_KEYSTORE_PASSWORD: "correct horse" };
  const imported = await runPosthuman(["account", "import", keyOf("bob"), "--keystore", file, "--json"], {
    env,
  });
  expect(JSON.parse(imported.stdout)).toMatchObject({ address: bob.account });
  const again = await runPosthuman(["account", "create", "--keystore", file, "--json"], { env });
  expect(again).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("FILE_EXISTS") as string,
  });
  const nobody = await runPosthuman(["account", "create", "--keystore", join(folder, "x.json"), "--json"]);
  expect(nobody.stderr).toContain("KEYSTORE_PASSWORD_MISSING");
  const paid = await runPosthuman(["pay", model, "1", "--keystore", file, "--yes", ...chain()], { env });
  expect(paid.stderr).toMatch(/You pay +1 /);
  expect(paid.stdout).toMatch(/Network fee paid: .* ETH\nNext: posthuman settle income/);
});
