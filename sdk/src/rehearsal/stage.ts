import { AbiCoder, getAddress, type Provider, type TransactionRequest } from "ethers";
import { decodeError } from "../client/decodeError.ts";
import type { RehearsedTransaction } from "./rehearse.ts";

/** The chain's state with the rehearsed transactions on top of it. */
export class Stage {
  readonly transactions: RehearsedTransaction[] = [];
  /** The events of each transaction, in the same order. */
  readonly logs: (readonly SimulatedLog[])[] = [];
  readonly #provider: Provider;
  readonly #account: string;

  constructor(provider: Provider, account: string) {
    this.#provider = provider;
    this.#account = account;
  }

  /** What a call returns after the transactions so far. */
  async call(call: TransactionRequest): Promise<string> {
    if (this.transactions.length === 0) return this.#provider.call({ from: this.#account, ...call });
    return (await this.#try(call)).returnData;
  }

  /** Gas of a call after the transactions so far. */
  async gasOf(call: TransactionRequest): Promise<bigint> {
    if (this.transactions.length === 0) return this.#provider.estimateGas({ from: this.#account, ...call });
    return (await this.#try(call)).gas;
  }

  /** Adds a transaction, and returns how many there are. */
  async add(call: TransactionRequest): Promise<number> {
    const { to, data } = textOf(call);
    const results = await this.#simulate(call);
    if (results === undefined) {
      this.transactions.push({ to, data, gas: await this.gasOf(call) });
      throw new RehearsalEnd();
    }
    const { gas, logs } = succeeded(call, results.at(-1));
    this.logs.push(logs);
    return this.transactions.push({ to, data, gas });
  }

  async #try(call: TransactionRequest) {
    const results = await this.#simulate(call);
    if (results === undefined) throw new RehearsalEnd();
    return succeeded(call, results.at(-1));
  }

  #simulate(call: TransactionRequest) {
    const from = this.#account;
    const calls = [...this.transactions, textOf(call)].map(({ to, data }) => ({ from, to, data }));
    return simulate(this.#provider, calls);
  }
}

function textOf({ to, data }: TransactionRequest): { to: string; data: string } {
  return { to: to as string, data: data ?? "0x" };
}

/** Throws what ethers throws for a call that reverts. */
function succeeded<T extends { ok: boolean; returnData: string }>(call: TransactionRequest, result?: T): T {
  if (result?.ok) return result;
  const { to, data } = textOf(call);
  throw AbiCoder.getBuiltinCallException("call", { to, data }, result?.returnData ?? "0x");
}

/** Ends a rehearsal that the node cannot carry on; never leaves `rehearse`. */
export class RehearsalEnd extends Error {
  override readonly name = "RehearsalEnd";

  /** Whether a rehearsal ended so, wherever in the chain of causes it stands. */
  static isIn(error: unknown): boolean {
    for (let e = error; e instanceof Error; e = e.cause) if (e instanceof RehearsalEnd) return true;
    return false;
  }
}

/** A call to try. */
interface SimulatedCall {
  readonly from: string;
  readonly to: string;
  readonly data: string;
}

/** What came of it. */
interface SimulatedResult {
  readonly ok: boolean;
  readonly returnData: string;
  readonly gas: bigint;
  readonly logs: readonly SimulatedLog[];
}

/** An event that it emitted. */
export interface SimulatedLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

interface Answer {
  readonly calls: readonly {
    readonly returnData: string;
    readonly gasUsed: string;
    readonly status: string;
    readonly logs?: readonly SimulatedLog[];
  }[];
}

/**
 * Tries calls one after the other on top of the chain's newest state, without sending anything.
 *
 * @returns What came of each; `undefined` if the node does not know how (`eth_simulateV1`).
 * @throws PosthumanError `RPC_UNREACHABLE`.
 */
async function simulate(
  provider: Provider,
  calls: readonly SimulatedCall[],
): Promise<SimulatedResult[] | undefined> {
  const { send } = provider as { send?: (method: string, params: unknown[]) => Promise<unknown> };
  if (send === undefined) return undefined;
  const request = { blockStateCalls: [{ calls }], validation: false };
  try {
    const [block] = (await send.call(provider, "eth_simulateV1", [request, "latest"])) as Answer[];
    return block?.calls.map(({ returnData, gasUsed, status, logs = [] }) => ({
      ok: BigInt(status) === 1n,
      returnData,
      gas: BigInt(gasUsed),
      logs: logs.map((log) => ({ ...log, address: getAddress(log.address) })),
    }));
  } catch (error) {
    // Nodes say in many words that they lack a method; only silence means that nothing can be said.
    const decoded = decodeError(error, { url: "the provider's URL" });
    if (decoded.code === "RPC_UNREACHABLE") throw decoded;
    return undefined;
  }
}
