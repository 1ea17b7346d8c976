import { termsOf } from "@posthuman/sdk";
import { Command } from "commander";
import { endpointIfAny } from "../../jobs/endpoint.ts";
import { showJob } from "../../jobs/showJob.ts";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { print } from "../../terminal/print.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

interface Options extends WalletOptions {
  readonly endpoint?: string;
}

/** `posthuman job watch <id>`: what happens to a job, as it happens. */
export function jobWatchCommand(): Command {
  return addWalletOptions(new Command("watch"))
    .description("show what happens to a job until it ends")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API, for progress; by default what a worker announced")
    .addHelpText("after", "\nExample:\n  $ posthuman job watch 0x12… --endpoint http://127.0.0.1:8080")
    .action((id: string, options: Options) =>
      withClient(openClient(options), async (client) => {
        const { kind } = await termsOf(client, id);
        const endpoint = await endpointIfAny(client, id, options.endpoint);
        const child = await showJob(client, id, { endpoint, json: options.json });
        const next = child === undefined ? `job results ${id}` : `settle income ${child}`;
        print(
          { job: id, kind, ...(child && { child }), next: `posthuman ${next}` },
          `Next: posthuman ${next}`,
          options.json,
        );
      }),
    );
}
