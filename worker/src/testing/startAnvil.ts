import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { connectRpc, type RpcConnection } from "../rpc/connectRpc.ts";

/** A real chain of one test. */
export interface Anvil extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly rpc: RpcConnection;
  /** Mines empty blocks. */
  mine(blocks: number): Promise<void>;
  /** Replaces the newest `depth` blocks by empty ones, whose transactions are gone. */
  reorg(depth: number): Promise<void>;
}

export const ANVIL_CHAIN_ID = 31_337n;

/** Starts anvil on a free port; it mines a block for each transaction unless `flags` say otherwise. */
export async function startAnvil(flags: readonly string[] = [], port = 0): Promise<Anvil> {
  port ||= await freePort();
  const child = spawn(binary(), ["--port", String(port), "--silent", ...flags], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const rpc = await connectRpc({ url, chainId: ANVIL_CHAIN_ID, pauseMs: 25, maxPauseMs: 100 });
  return {
    url,
    port,
    rpc,
    mine: async (blocks) => void (await rpc.call("anvil_mine", [`0x${blocks.toString(16)}`])),
    reorg: async (depth) => void (await rpc.call("anvil_reorg", [depth, []])),
    async [Symbol.asyncDispose]() {
      rpc[Symbol.dispose]();
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function binary(): string {
  const cpu = process.arch === "arm64" ? "arm64" : "amd64";
  const require = createRequire(createRequire(import.meta.url).resolve("@foundry-rs/anvil/bin.mjs"));
  return require.resolve(`@foundry-rs/anvil-${process.platform}-${cpu}/bin/anvil`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
