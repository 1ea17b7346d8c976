import type { Client } from "@posthuman/sdk";

/** What a command is about to do; `carryOut` shows it, asks, and does it. */
export interface Plan<T> {
  /** One line in the imperative: "Buy 2 M1". */
  readonly title: string;
  /** What the market says of it, beside what it costs: names and values. */
  readonly terms: readonly (readonly [name: string, value: string])[];
  /** Sends the transactions. It is rehearsed first, so it must do nothing else than call the chain. */
  readonly act: (client: Client) => Promise<T>;
  /** What has to be done elsewhere before the transactions are sent, such as an upload. */
  readonly prepare?: () => Promise<unknown>;
  /** What came of it. */
  readonly tell: (result: T) => Told | Promise<Told>;
}

/** What a command says when it is done. */
export interface Told {
  /** For machines. */
  readonly value: object;
  /** For a person. */
  readonly text: string;
  /** The command line that makes sense next, without `posthuman`. */
  readonly next?: string;
  /** Put before every line that follows the text; `# ` where the text is for a shell. */
  readonly prefix?: string;
}
