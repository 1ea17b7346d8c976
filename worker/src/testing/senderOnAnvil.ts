import { join } from "node:path";
import { Wallet } from "ethers";
import { openDatabase } from "../database/openDatabase.ts";
import { createSender, type SenderOptions } from "../sender/createSender.ts";
import { openJournal } from "../sender/openJournal.ts";
import { EMITTER, ONCE, placeContracts, word } from "./contracts.ts";
import { temporaryFolder } from "./fixtures.ts";
import { ANVIL_CHAIN_ID, startAnvil } from "./startAnvil.ts";

/** A request that has the emitter log a number. */
export function emit(value: number) {
  return { key: `emit:${value}`, to: EMITTER, data: word(value), description: "emit" };
}

/** A request of which `ONCE` takes only the first. */
export function take(key: string) {
  return { key, to: ONCE, data: word(1), description: "take" };
}

/** A chain, an account with one coin, its database, and what a test does with them. */
export async function senderOnAnvil() {
  const cleanup = new AsyncDisposableStack();
  const anvil = cleanup.use(await startAnvil(["--order", "fifo"]));
  const file = join(cleanup.use(temporaryFolder()).path, "worker.db");
  const signer = Wallet.createRandom();
  const identity = { chainId: ANVIL_CHAIN_ID, market: ONCE, worker: signer.address };
  const { db } = cleanup.use(openDatabase(file, identity));
  const fund = (wei: bigint) => anvil.rpc.call("anvil_setBalance", [signer.address, `0x${wei.toString(16)}`]);
  await placeContracts(anvil.rpc);
  await fund(10n ** 18n);

  /** A running sender, and the codes of the failures that it retries. */
  function start(options: Partial<SenderOptions> = {}) {
    const stop = new AbortController();
    const failures: string[] = [];
    const sender = createSender({
      rpc: anvil.rpc,
      db,
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

  return {
    anvil,
    file,
    signer,
    start,
    fund,
    autoMine: (on: boolean) => anvil.rpc.call("evm_setAutomine", [on]),
    attempts: (key: string) => openJournal(db).attempts(key),
    [Symbol.asyncDispose]: () => cleanup.disposeAsync(),
  };
}
