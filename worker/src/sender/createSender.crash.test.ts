import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HDNodeWallet, Mnemonic } from "ethers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { placeContracts, timesEmitted } from "../testing/contracts.ts";
import { temporaryFolder } from "../testing/fixtures.ts";
import { startAnvil, type Anvil } from "../testing/startAnvil.ts";

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

/** Who sends, and the number that is logged for it: another one in each try, so that a try can be told from the next. */
interface Sent {
  readonly account: number;
  readonly value: number;
}

let tries = 100;
const next = (account: number): Sent => ({ account, value: tries++ });

/** Runs the worker in a process of its own; returns how that ended. */
async function work(chain: Anvil, file: string, sent: Sent, env: Record<string, string>) {
  const { privateKey } = HDNodeWallet.fromMnemonic(mnemonic, `m/44'/60'/0'/0/${sent.account}`);
  const child = spawn(process.execPath, [script, file, chain.url, privateKey, String(sent.value)], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return signal ?? code;
}

test.concurrent.each(POINTS.map((point, account) => ({ point, account })))(
  "killed at $point and started again, it sends exactly one transaction",
  async ({ point, account }) => {
    using folder = temporaryFolder();
    const file = join(folder.path, "worker.db");
    const sent = next(account);
    expect(await work(anvil, file, sent, { POSTHUMAN_CRASH_AT: `sender.${point}` })).toBe("SIGKILL");
    expect(await work(anvil, file, sent, {})).toBe(0);
    expect(await timesEmitted(anvil.rpc, sent.value)).toBe(1);
  },
);

test("killed between two fees, only one of them is mined", async () => {
  // No block before the worker has died: a transaction that is mined in time needs no second fee.
  await using idle = await startAnvil(["--no-mining"]);
  await placeContracts(idle.rpc);
  using folder = temporaryFolder();
  const file = join(folder.path, "worker.db");
  const sent = next(9);
  const env = { BUMP_AFTER_MS: "1" };
  const killed = await work(idle, file, sent, { ...env, POSTHUMAN_CRASH_AT: "sender.bumped" });
  expect(killed).toBe("SIGKILL");
  await idle.rpc.call("evm_setIntervalMining", [1]);
  expect(await work(idle, file, sent, env)).toBe(0);
  expect(await timesEmitted(idle.rpc, sent.value)).toBe(1);
});
