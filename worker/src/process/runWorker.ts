import { PosthumanError } from "@posthuman/sdk";
import { readKey } from "@posthuman/sdk/node";
import type { WorkerConfig } from "../config/configSchema.ts";
import { createLogger } from "../log/createLogger.ts";
import { startWorker } from "./startWorker.ts";

/** The exit status of a process that a second Ctrl-C ended. */
const INTERRUPTED = 130;

/**
 * Runs a worker in this process until SIGINT or SIGTERM. Prints one line of JSON on standard output when it is ready,
 * and logs on standard error. A second signal ends the process at once; whatever it did is in the journal.
 * @param askPassword Asks for the keystore's password where neither file nor environment gives it.
 * @throws PosthumanError why the worker cannot go on.
 */
export async function runWorker(
  config: WorkerConfig,
  askPassword: () => Promise<string | undefined>,
): Promise<void> {
  const wallet = await readKey(config.key, askPassword);
  const password = process.env["POSTHUMAN_KEYSTORE_PASSWORD"];
  const secrets = [
    wallet.privateKey,
    ...(password === undefined ? [] : [password]),
    ...secretsOf(config.rpcUrl),
  ];
  const log = createLogger({
    level: config.log.level,
    format: config.log.format ?? (process.stderr.isTTY ? "pretty" : "json"),
    stream: process.stderr,
    secrets,
  });
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    log.info("Stopping; a second signal ends the worker at once.");
    stopping.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await startWorker({
      config,
      wallet,
      log,
      signal: stopping.signal,
      onReady: (url) => {
        log.info("Ready.", { url, worker: wallet.address });
        process.stdout.write(`${JSON.stringify({ event: "ready", url, worker: wallet.address })}\n`);
      },
    });
    log.info("Stopped.");
  } catch (error) {
    if (stopping.signal.aborted && PosthumanError.is(error, "WORKER_STOPPING")) return;
    log.error("The worker cannot go on.", { error });
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

/** An endpoint's path or query often is its key. */
function secretsOf(rpcUrl: string): string[] {
  const { username, password, pathname, search } = new URL(rpcUrl);
  return [username, password, pathname.slice(1), search.slice(1)].filter((part) => part.length >= 8);
}
