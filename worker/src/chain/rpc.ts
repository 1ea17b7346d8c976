import { setTimeout as sleep } from "node:timers/promises";
import { isSilence, PosthumanError, urlWithoutSecrets } from "@posthuman/sdk";
import { FetchRequest, isError, JsonRpcProvider, Network } from "ethers";

/** A chain's JSON-RPC endpoint, as follower and sender use it. */
export interface Rpc {
  /**
   * Calls a method and returns its result, unchecked.
   * @throws PosthumanError `RPC_UNREACHABLE` if no answer came; `RPC_REFUSED` if the answer is an error, which its
   * `cause` holds.
   */
  call<T>(method: string, params: readonly unknown[]): Promise<T>;
}

/** What the follower needs of a block. */
export interface BlockHeader {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
}

/** The block of that height on the chain's current best branch; `undefined` if none is that high yet. */
export async function readBlock(rpc: Rpc, number: number): Promise<BlockHeader | undefined> {
  const params = [`0x${number.toString(16)}`, false];
  const block = await rpc.call<{ hash: string; parentHash: string } | null>("eth_getBlockByNumber", params);
  return block ? { number, hash: block.hash, parentHash: block.parentHash } : undefined;
}

/** Height of the chain's newest block. */
export async function readHead(rpc: Rpc): Promise<number> {
  return Number(await rpc.call<string>("eth_blockNumber", []));
}

/** Which chain, and how long to wait for it. */
interface ConnectOptions extends RetryOptions {
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

/** An `Rpc` over an ethers provider. `url` is for error messages; credentials in it are not shown. */
export function wrapProvider(provider: JsonRpcProvider, url: string): Rpc {
  const shown = urlWithoutSecrets(url);
  return {
    async call<T>(method: string, params: readonly unknown[]): Promise<T> {
      try {
        return (await provider.send(method, [...params])) as T;
      } catch (cause) {
        if (isUnanswered(cause)) throw new PosthumanError("RPC_UNREACHABLE", { url: shown }, { cause });
        throw new PosthumanError("RPC_REFUSED", { url: shown, method, reason: reasonOf(cause) }, { cause });
      }
    },
  };
}

/** More than the SDK calls silence: a proxy may send bad data in place of an answer, and calls can be cancelled. */
function isUnanswered(error: unknown): boolean {
  return isSilence(error) || isError(error, "BAD_DATA") || isError(error, "CANCELLED");
}

function reasonOf(error: unknown): string {
  const { error: inner, shortMessage } = error as { error?: { message?: string }; shortMessage?: string };
  return inner?.message ?? shortMessage ?? "no reason given";
}

/** How patiently to repeat. */
export interface RetryOptions {
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** First pause in milliseconds; each further one is twice as long, up to `maxPauseMs`. */
  readonly pauseMs?: number;
  readonly maxPauseMs?: number;
  /** Called with each failure that will be retried. */
  readonly onFailure?: (error: PosthumanError) => void;
}

/**
 * Repeats `work` for as long as it fails with an error that the catalogue calls retryable.
 * @throws PosthumanError `WORKER_STOPPING` when the signal fires; any other error of `work`, at once.
 */
export async function retry<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal, pauseMs = 250, maxPauseMs = 15_000, onFailure } = options;
  for (let pause = pauseMs; ; pause = Math.min(pause * 2, maxPauseMs)) {
    if (signal?.aborted) throw new PosthumanError("WORKER_STOPPING");
    try {
      return await work();
    } catch (error) {
      if (!PosthumanError.is(error) || !error.retryable || error.code === "WORKER_STOPPING") throw error;
      onFailure?.(error);
    }
    await sleep(pause, undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}
