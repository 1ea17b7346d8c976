import { FetchRequest, JsonRpcProvider, Network } from "ethers";
import { PosthumanError } from "@posthuman/sdk";
import { retry, type RetryOptions } from "./retry.ts";
import type { Rpc } from "./Rpc.ts";
import { wrapProvider } from "./wrapProvider.ts";

/** Which chain, and how long to wait for it. */
export interface ConnectOptions extends RetryOptions {
  readonly url: string;
  readonly chainId: bigint;
  /** How long a call may take, in milliseconds. */
  readonly timeoutMs?: number;
}

/** An open connection: `rpc` for follower and sender, the same `provider` for contract objects. */
export interface RpcConnection extends Rpc, Disposable {
  readonly provider: JsonRpcProvider;
}

/**
 * Connects to a chain, waiting until it answers, and makes sure that it is the right one.
 * @throws PosthumanError `CHAIN_MISMATCH`; `WORKER_STOPPING` when the signal fires first.
 */
export async function connectRpc(options: ConnectOptions): Promise<RpcConnection> {
  const { url, chainId, timeoutMs = 20_000, ...retrying } = options;
  const request = new FetchRequest(url);
  request.timeout = timeoutMs;
  // Nothing is cached and nothing batched: an answer is as new as its question, and fails alone.
  const provider = new JsonRpcProvider(request, Network.from(chainId), {
    staticNetwork: true,
    cacheTimeout: -1,
    batchMaxCount: 1,
  });
  const rpc = wrapProvider(provider, url);
  try {
    const actual = BigInt(await retry(() => rpc.call<string>("eth_chainId", []), retrying));
    if (actual !== chainId) {
      throw new PosthumanError("CHAIN_MISMATCH", { url: new URL(url).origin, actual, expected: chainId });
    }
  } catch (error) {
    provider.destroy();
    throw error;
  }
  return { ...rpc, provider, [Symbol.dispose]: () => provider.destroy() };
}
