import { startChain } from "@posthuman/sdk/testing/startChain";
import { connectRpc, type RpcConnection } from "../chain/rpc.ts";

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

/** Starts a chain as the SDK's tests do, seen through the worker's own connection. */
export async function startAnvil(flags: readonly string[] = []): Promise<Anvil> {
  const chain = await startChain(flags);
  const { url } = chain;
  const rpc = await connectRpc({ url, chainId: ANVIL_CHAIN_ID, pauseMs: 25, maxPauseMs: 100 });
  return {
    url,
    port: Number(new URL(url).port),
    rpc,
    mine: (blocks) => chain.mine(blocks),
    reorg: async (depth) => void (await rpc.call("anvil_reorg", [depth, []])),
    async [Symbol.asyncDispose]() {
      rpc[Symbol.dispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}
