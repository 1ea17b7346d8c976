import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../../support/addWalletOptions.ts";
import { openClient } from "../../support/openClient.ts";
import { showJob } from "../../support/showJob.ts";

interface Options extends WalletOptions {
  readonly endpoint?: string;
}

/** `posthuman job watch <id>`: what happens to a job, as it happens. */
export function jobWatchCommand(): Command {
  return addWalletOptions(new Command("watch"))
    .description("show what happens to a job until it ends")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API, for progress")
    .addHelpText("after", "\nExample:\n  $ posthuman job watch 0x12… --endpoint http://127.0.0.1:8080")
    .action(async (id: string, options: Options) => {
      const client = await openClient(options);
      await showJob(client, id, options);
      client.close();
    });
}
