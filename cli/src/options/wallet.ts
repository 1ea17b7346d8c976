import { existsSync } from "node:fs";
import { parseAmount, PosthumanError } from "@posthuman/sdk";
import { Option, type Command } from "commander";

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

/** Gives a command the options of every wallet command. A key is never among them: only the file that holds it. */
export function addWalletOptions(command: Command): Command {
  return addKeyOptions(command)
    .option("--network <name>", "a public network that the contracts are deployed on, such as sepolia")
    .option("--rpc <url>", "the chain's JSON-RPC endpoint (else POSTHUMAN_RPC_URL or <NETWORK>_RPC_URL)")
    .option("--addresses <file>", "addresses of the contracts (else POSTHUMAN_ADDRESSES or addresses.json)")
    .option(
      "--key-file <file>",
      "the account: a file with the bare key, mode 0600 (else POSTHUMAN_KEY_FILE)",
      process.env["POSTHUMAN_KEY_FILE"],
    )
    .option("--account <address>", "the account: one that the node itself has unlocked (local chains)");
}

/** Gives a command the options that name a keystore and how to print. */
export function addKeyOptions(command: Command): Command {
  const keystore = process.env["POSTHUMAN_KEYSTORE"] ?? (existsSync(KEYSTORE) ? KEYSTORE : undefined);
  return command
    .addOption(
      new Option(
        "--keystore <file>",
        `the account: an encrypted keystore (JSON V3); by default ${KEYSTORE}, if it is there`,
      )
        .default(keystore)
        // A keystore that is named wins over a key file that only the environment names.
        .implies({ keyFile: undefined }),
    )
    .option("--password-file <file>", "file with the keystore's password, mode 0600; else it is asked for")
    .option("--json", "print one JSON document instead of text");
}

/** What `addSendOptions` makes a command take. */
export interface SendOptions extends WalletOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** Gives a command the options of every wallet command that sends transactions. */
export function addSendOptions(command: Command): Command {
  return addWalletOptions(command)
    .option("--yes", "send without being asked")
    .option("--dry-run", "only show what it would do and cost");
}

/** What `addSlippageOption` makes a command take. */
export interface SlippageOption {
  readonly slippage: string;
}

/** Gives a command the option that bounds how far a price may move. */
export function addSlippageOption(command: Command): Command {
  return command.option(
    "--slippage <per cent>",
    "how far a price may move against you before it is called off",
    "1",
  );
}

/**
 * The bound in hundredths of a per cent.
 * @throws PosthumanError `NUMBER_INVALID`.
 */
export function slippageOf({ slippage }: SlippageOption): number {
  const example = "a number of per cent from 0 to 50, such as 0.5";
  const invalid = () => new PosthumanError("NUMBER_INVALID", { text: slippage, what: "slippage", example });
  if (!/^\d{1,2}(\.\d{1,2})?$/.test(slippage)) throw invalid();
  const basisPoints = Number(parseAmount(slippage, 2));
  if (basisPoints > 5_000) throw invalid();
  return basisPoints;
}
