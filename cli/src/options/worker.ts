import type { Command } from "commander";
import { loadConfig, type WorkerConfig } from "@posthuman/worker";

/** What `addWorkerOptions` makes a command take. */
export interface WorkerOptions {
  readonly config?: string;
  readonly dataFolder?: string;
  readonly rpc?: string;
  readonly addresses?: string;
  readonly keystore?: string;
  readonly passwordFile?: string;
  readonly keyFile?: string;
  readonly json?: boolean;
}

/** Gives a command the options that say which worker it is about. */
export function addWorkerOptions(command: Command): Command {
  return command
    .option("--config <file>", "configuration file (JSON); the options below win over it")
    .option("--data-folder <folder>", "where the worker keeps everything")
    .option("--rpc <url>", "the chain's JSON-RPC endpoint")
    .option("--addresses <file>", "addresses of the contracts")
    .option("--keystore <file>", "the worker's account: an encrypted keystore (JSON V3)")
    .option("--password-file <file>", "file with the keystore's password, mode 0600")
    .option("--key-file <file>", "the worker's account: a file with the bare key, mode 0600");
}

/** The worker's configuration, as file, environment and options say. */
export function configOf(options: WorkerOptions, more: Record<string, unknown> = {}): WorkerConfig {
  const { config, dataFolder, rpc, addresses, keystore, passwordFile, keyFile } = options;
  const key = { keystore, passwordFile, file: keyFile };
  const flags = { dataFolder, rpcUrl: rpc, addresses, key, ...more };
  return loadConfig({ file: config, env: process.env, flags });
}
