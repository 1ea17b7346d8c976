import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { JsonRpcProvider, Network } from "ethers";
import { pause } from "../base/async.ts";
import { freePort } from "./freePort.ts";

/** A real chain of one test file: anvil in a process of its own. */
export interface Chain extends AsyncDisposable {
  readonly url: string;
  readonly provider: JsonRpcProvider;
  /** Mines a block whose time is `seconds` later. */
  advance(seconds: number): Promise<void>;
  /** Mines empty blocks. */
  mine(blocks: number): Promise<void>;
  /** Gives an account some of the chain's coin. */
  fund(account: string): Promise<void>;
}

/** Starts anvil on a free port; it mines a block for each transaction unless `flags` say otherwise. */
export async function startChain(flags: readonly string[] = [], chainId = 31_337): Promise<Chain> {
  const port = await freePort();
  const always = ["--port", String(port), "--chain-id", String(chainId), "--silent"];
  const child = spawn(binary(), [...always, ...flags], { stdio: "ignore" });
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const url = `http://127.0.0.1:${port}`;
  const options = { staticNetwork: true, cacheTimeout: -1, pollingInterval: 20 };
  const provider = new JsonRpcProvider(url, Network.from(chainId), options);
  while (!(await answers(url))) await pause(20);
  return {
    url,
    provider,
    async advance(seconds) {
      await provider.send("evm_increaseTime", [seconds]);
      await provider.send("evm_mine", []);
    },
    mine: async (blocks) => void (await provider.send("anvil_mine", [`0x${blocks.toString(16)}`])),
    fund: async (account) => void (await provider.send("anvil_setBalance", [account, "0x56bc75e2d63100000"])),
    async [Symbol.asyncDispose]() {
      provider.destroy();
      const gone = once(child, "exit");
      end();
      await gone;
      process.off("exit", end);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const call = { method: "POST", headers: { "content-type": "application/json" }, body };
  return fetch(url, call).then(
    ({ ok }) => ok,
    () => false,
  );
}

function binary(): string {
  const cpu = process.arch === "arm64" ? "arm64" : "amd64";
  const require = createRequire(createRequire(import.meta.url).resolve("@foundry-rs/anvil/bin.mjs"));
  return require.resolve(`@foundry-rs/anvil-${process.platform}-${cpu}/bin/anvil`);
}
