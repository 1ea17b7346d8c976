import type { WorkerConfigInput } from "../config/configSchema.ts";
import { loadConfig } from "../config/loadConfig.ts";
import { readKey } from "@posthuman/sdk/node";
import { createLogger } from "../log/createLogger.ts";
import { startWorker } from "../process/startWorker.ts";

/** A worker in this process. */
export interface TestNode extends AsyncDisposable {
  readonly url: string;
  readonly worker: string;
  /** What it logged so far. */
  log(): string;
}

/** Starts a worker in this process and waits until it is ready; `onLog` hears each line that it logs before that, too. */
export async function startNode(
  config: WorkerConfigInput,
  onLog: (line: string) => void = () => undefined,
): Promise<TestNode> {
  const wallet = await readKey(config.key ?? {}, () => undefined);
  const stop = new AbortController();
  const lines: string[] = [];
  const write = (line: string) => {
    lines.push(line);
    onLog(line);
  };
  const stream = { write } as never;
  const log = createLogger({ level: "debug", format: "json", stream, secrets: [wallet.privateKey] });
  const ready = Promise.withResolvers<string>();
  const start = { config: loadConfig({ flags: { ...config } }), wallet, log, signal: stop.signal };
  const ended = startWorker({ ...start, onReady: ready.resolve });
  ended.catch(ready.reject);
  return {
    url: await ready.promise,
    worker: wallet.address,
    log: () => lines.join(""),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}
