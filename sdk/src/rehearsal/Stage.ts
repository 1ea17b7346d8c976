import { AbiCoder, type Provider, type TransactionRequest } from "ethers";
import type { RehearsedTransaction } from "./Rehearsal.ts";
import { RehearsalEnd } from "./RehearsalEnd.ts";
import { simulate, type SimulatedLog } from "./simulate.ts";

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
