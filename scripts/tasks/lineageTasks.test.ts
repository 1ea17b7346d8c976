import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseEther, Wallet } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { balanceOf, claimableOf, getModel, inboxOf, transferDatatoken, type Client } from "@posthuman/sdk";
import { publishRoot } from "@posthuman/sdk/testing/publishRoot";
import { startMarket, type Market } from "@posthuman/sdk/testing/startMarket";

const ROOT = join(import.meta.dirname, "../..");
const TIME = { timeout: 120_000 };

let market: Market;
let alice: Client;
let model: string;
let folder: string;
let addresses: string;

beforeAll(async () => {
  market = await startMarket({}, 11_155_111);
  alice = await market.join();
  model = await publishRoot(alice);
  folder = mkdtempSync(join(tmpdir(), "posthuman-tasks-"));
  addresses = join(folder, "addresses.json");
  writeFileSync(addresses, JSON.stringify(market.addresses));
});

afterAll(async () => {
  await market?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `npx hardhat lineage:… --network sepolia` as Alice; the "network" is the chain of this test. */
function hardhat(...args: string[]): Promise<{ code?: number; stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    SEPOLIA_RPC_URL: market.chain.url,
    SEPOLIA_PRIVATE_KEY: (alice.signer as Wallet).privateKey,
  };
  const program = join(ROOT, "node_modules/.bin/hardhat");
  return promisify(execFile)(program, [...args, "--network", "sepolia"], { cwd: ROOT, env }).catch(
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
}

const on = () => ["--addresses", addresses];

test("pays, collects, settles, claims and shows, on a network by its name", TIME, async () => {
  const token = market.ocean;
  const paid = await hardhat("lineage:pay", model, "4", ...on());
  expect(paid.stdout).toMatch(/received 4 \w+ in 0x[0-9a-f]{64} for \d+ gas/);
  expect(await inboxOf(alice, { model, token })).toBe(parseEther("4"));

  const { collector } = await getModel(alice, model);
  await transferDatatoken(alice, { token, to: collector, amount: parseEther("2") });
  expect((await hardhat("lineage:collect", model, ...on())).stdout).toContain("2 ");
  const shown = await hardhat("lineage:show", model, ...on());
  expect(shown.stdout).toMatch(/M1 .* 50 % {2}6 \w+ waiting\n\(tail\) .* 50 %/);

  expect((await hardhat("lineage:settle", model, ...on())).stdout).toContain("1 models settled");
  const account = alice.account!;
  expect(await claimableOf(alice, { account, token })).toBe(parseEther("6"));
  const before = await balanceOf(alice, { token, account });
  expect((await hardhat("lineage:claim", ...on())).stdout).toContain(`${account} received 6 `);
  expect(await balanceOf(alice, { token, account })).toBe(before + parseEther("6"));
});

test("says in the catalogue's words what is wrong", TIME, async () => {
  const nothing = await hardhat("lineage:claim", "--token", model, ...on());
  expect(nothing).toMatchObject({ code: 1, stderr: expect.stringContaining("NOTHING_TO_MOVE") as string });
  const unknown = await hardhat("lineage:settle", market.ocean, ...on());
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("MODEL_UNKNOWN") as string });
  const nowhere = await hardhat("lineage:show", model);
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining("NOT_DEPLOYED") as string });
});
