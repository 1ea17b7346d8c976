import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HDNodeWallet, Mnemonic } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeContracts, timesEmitted } from "../testing/contracts.ts";
import { startAnvil, type Anvil } from "../testing/startAnvil.ts";
import { temporaryFolder } from "../testing/temporaryFolder.ts";

/** Every point at which the sender may die, in the order in which it passes them. */
const POINTS = ["intent", "unsaved", "signed", "sent", "broadcast", "seen", "mined", "final"] as const;

const script = fileURLToPath(import.meta.resolve("../testing/sendOnce.ts"));
const mnemonic = Mnemonic.fromPhrase("test test test test test test test test test test test junk");

let anvil: Anvil;

beforeAll(async () => {
  anvil = await startAnvil(["--block-time", "0.4"]);
  await placeContracts(anvil.rpc);
});

afterAll(() => anvil[Symbol.asyncDispose]());

/** Runs the worker in a process of its own; returns how that ended. */
async function work(file: string, account: number, env: Record<string, string>) {
  const { privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${account}`);
  const child = spawn(process.execPath, [script, file, anvil.url, privateKey, String(100 + account)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return signal ?? code;
}

test.concurrent.each(POINTS.map((point, account) => ({ point, account })))(
  "killed at $point and started again, it sends exactly one transaction",
  { timeout: 120_000 },
  async ({ point, account }) => {
    using folder = temporaryFolder();
    const file = join(folder.path, "worker.db");
    expect(await work(file, account, { POSTHUMAN_CRASH_AT: `sender.${point}` })).toBe("SIGKILL");
    expect(await work(file, account, {})).toBe(0);
    expect(await timesEmitted(anvil.rpc, 100 + account)).toBe(1);
  },
);

test.concurrent("killed between two fees, only one of them is mined", { timeout: 120_000 }, async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "worker.db");
  const env = { BUMP_AFTER_MS: "1" };
  expect(await work(file, 9, { ...env, POSTHUMAN_CRASH_AT: "sender.bumped" })).toBe("SIGKILL");
  expect(await work(file, 9, env)).toBe(0);
  expect(await timesEmitted(anvil.rpc, 109)).toBe(1);
});
