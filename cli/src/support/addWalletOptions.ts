import type { Command } from "commander";

/** Which chain, and whose account; what `addWalletOptions` makes a command take. */
export interface WalletOptions {
  readonly rpc: string;
  readonly addresses: string;
  readonly keyFile?: string;
  readonly keystore?: string;
  readonly passwordFile?: string;
  readonly account?: string;
  readonly json?: boolean;
}

/** Gives a command the options of every wallet command. A key is never among them: only where it lies. */
export function addWalletOptions(command: Command): Command {
  return command
    .option(
      "--rpc <url>",
      "the chain's JSON-RPC endpoint",
      process.env["POSTHUMAN_RPC_URL"] ?? "http://127.0.0.1:8545",
    )
    .option(
      "--addresses <file>",
      "addresses of the contracts",
      process.env["POSTHUMAN_ADDRESSES"] ?? "addresses.json",
    )
    .option("--keystore <file>", "the account: an encrypted keystore (JSON V3)")
    .option("--password-file <file>", "file with the keystore's password, mode 0600; else it is asked for")
    .option("--key-file <file>", "the account: a file with the bare key, mode 0600")
    .option("--account <address>", "the account: one that the node itself has unlocked (local chains)")
    .option("--json", "print one JSON document instead of text");
}
