import { PosthumanError } from "@posthuman/sdk";
import { Wallet, type JsonRpcProvider, type TransactionRequest } from "ethers";

/** A transaction of the small job. */
export interface SmokeTransaction {
  readonly step: string;
  readonly hash: string;
  readonly gasUsed: bigint;
}

/** A balance that was compared with what the contracts promise. */
export interface BalanceCheck {
  readonly what: string;
  readonly amount: bigint;
}

/** Writes down what the small job sends and what it finds. */
export class Ledger {
  readonly checks: BalanceCheck[] = [];
  readonly #sent: { step: string; hash: string }[] = [];
  readonly #say: (line: string) => void;
  #step = "";

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Names what is sent from now on. */
  step(name: string): void {
    this.#step = name;
    this.#say(name);
  }

  /** The same account, which notes each transaction that it sends. */
  watch(wallet: Wallet, rpc: JsonRpcProvider): Wallet {
    const watched = new Wallet(wallet.privateKey, rpc);
    const send = watched.sendTransaction.bind(watched);
    watched.sendTransaction = async (transaction: TransactionRequest) => {
      const response = await send(transaction);
      this.#sent.push({ step: this.#step, hash: response.hash });
      this.#say(`  ${response.hash}`);
      return response;
    };
    return watched;
  }

  /**
   * Compares an amount with what it must be.
   *
   * @throws PosthumanError `SMOKE_FAILED`.
   */
  check(what: string, actual: bigint, expected: bigint): void {
    if (actual !== expected) throw new PosthumanError("SMOKE_FAILED", { what, actual, expected });
    this.checks.push({ what, amount: actual });
  }

  /** Every transaction with the gas that it took. */
  async transactions(rpc: JsonRpcProvider): Promise<SmokeTransaction[]> {
    return Promise.all(
      this.#sent.map(async (sent) => {
        const receipt = await rpc.waitForTransaction(sent.hash);
        return { ...sent, gasUsed: receipt?.gasUsed ?? 0n };
      }),
    );
  }
}
