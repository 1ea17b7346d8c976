import { existsSync } from "node:fs";
import type { Command } from "commander";

/** Which chain, and whose account; what `addWalletOptions` makes a command take. */
export interface WalletOptions {
  readonly network?: string;
  readonly rpc?: string;
  readonly addresses?: string;
  readonly keyFile?: string;
  readonly keystore?: string;
  readonly passwordFile?: string;
  readonly account?: string;
  readonly json?: boolean;
}

/** Where a keystore is written to and looked for, if none is named. */
export const KEYSTORE = "account.json";

/** Gives a command the options of every wallet command. A key is never among them: only where it lies. */
export function addWalletOptions(command: Command): Command {
  return addKeyOptions(command)
    .option("--network <name>", "a public network that the contracts are deployed on, such as sepolia")
    .option("--rpc <url>", "the chain's JSON-RPC endpoint (else POSTHUMAN_RPC_URL or <NETWORK>_RPC_URL)")
    .option("--addresses <file>", "addresses of the contracts (else POSTHUMAN_ADDRESSES or addresses.json)")
    .option("--key-file <file>", "the account: a file with the bare key, mode 0600")
    .option("--account <address>", "the account: one that the node itself has unlocked (local chains)");
}

/** Gives a command the options that say where a keystore lies and how to print. */
export function addKeyOptions(command: Command): Command {
  const keystore = process.env["POSTHUMAN_KEYSTORE"] ?? (existsSync(KEYSTORE) ? KEYSTORE : undefined);
  return command
    .option(
      "--keystore <file>",
      `the account: an encrypted keystore (JSON V3); by default ${KEYSTORE}, if it is there`,
      keystore,
    )
    .option("--password-file <file>", "file with the keystore's password, mode 0600; else it is asked for")
    .option("--json", "print one JSON document instead of text");
}
