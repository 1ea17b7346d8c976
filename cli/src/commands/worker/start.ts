import { runWorker } from "@posthuman/worker";
import { Command } from "commander";
import { addWorkerOptions, configOf, type WorkerOptions } from "../../options/worker.ts";
import { askPassword } from "../../terminal/ask.ts";

interface Options extends WorkerOptions {
  readonly host?: string;
  readonly port?: string;
}

/** `posthuman worker start`: run a worker in this process. */
export function workerStartCommand(): Command {
  return addWorkerOptions(new Command("start"))
    .description(
      "run a worker until it is told to stop (Ctrl-C); what it was doing goes on at the next start",
    )
    .option("--host <address>", "address that the API listens at")
    .option("--port <number>", "port of the API; 0 takes a free one")
    .addHelpText(
      "after",
      "\nPrints one line of JSON when it is ready; logs go to standard error." +
        "\nEvery field of the configuration can also be set in the environment: POSTHUMAN_WORKER_LISTEN__PORT=8080." +
        "\nExits with 0 when told to stop, 1 when something must be corrected, 75 when a restart may help." +
        "\n\nExample:\n  $ posthuman worker start --config worker.json",
    )
    .action(async (options: Options) => {
      const { host, port } = options;
      const config = configOf(options, { listen: { host, port } });
      await runWorker(config, () => askPassword(`Password of ${config.key.keystore}: `));
    });
}
