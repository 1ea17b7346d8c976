import { PosthumanError } from "@posthuman/sdk";
import type { WorkerConfig } from "@posthuman/worker";
import type { Command } from "commander";

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

/**
 * The package that runs workers. A wallet's command line does without it, so commands load it only when they need it.
 *
 * @throws PosthumanError `WORKER_UNAVAILABLE` if it is not installed, or does not run on this Node.
 */
export async function loadWorker(): Promise<typeof import("@posthuman/worker")> {
  try {
    return await import("@posthuman/worker");
  } catch (cause) {
    const reason = whyUnavailable(cause);
    throw reason === undefined ? cause : new PosthumanError("WORKER_UNAVAILABLE", { reason }, { cause });
  }
}

/**
 * Why the worker's package could not be loaded, or undefined if the error says nothing about how it is installed.
 *
 * @param cause What its import threw, under Node or under Yarn's Plug'n'Play.
 */
export function whyUnavailable(cause: unknown): string | undefined {
  const { code, message } = cause as { code?: string; message: string };
  if (code === "ERR_UNKNOWN_BUILTIN_MODULE")
    return `it needs Node 24 or newer, and this is ${process.version}`;
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") return undefined;
  // Each message also names who wanted the package, which may be the worker itself.
  const [, missing] =
    /^Cannot find (?:package|module) '([^']+)'/.exec(message) ??
    / tried to access ([^\s,]+)/.exec(message) ??
    [];
  if (missing === undefined) return undefined;
  return missing === "@posthuman/worker"
    ? "it is not installed"
    : `it is installed without what it needs (${missing} is missing)`;
}

/** The worker's configuration, as file, environment and options say. */
export async function configOf(
  options: WorkerOptions,
  more: Record<string, unknown> = {},
): Promise<WorkerConfig> {
  const { config, dataFolder, rpc, addresses, keystore, passwordFile, keyFile } = options;
  const key = { keystore, passwordFile, file: keyFile };
  const flags = { dataFolder, rpcUrl: rpc, addresses, key, ...more };
  const { loadConfig } = await loadWorker();
  return loadConfig({ file: config, env: process.env, flags });
}
