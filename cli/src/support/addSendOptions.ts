import type { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "./addWalletOptions.ts";

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
