import { fetchResults } from "@posthuman/sdk";
import { Command } from "commander";
import { endpointOf } from "../../jobs/endpoint.ts";
import { requireFolder } from "../../jobs/outputs.ts";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { writeEvaluation } from "../../report/writeEvaluation.ts";
import { print } from "../../terminal/print.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

interface Options extends WalletOptions {
  readonly endpoint?: string;
  readonly to: string;
}

/** `posthuman job results <id>`: fetch the results of one's own job. */
export function jobResultsCommand(): Command {
  return addWalletOptions(new Command("results"))
    .description("download the results of your job and check them against what stands on chain")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API; by default what the worker announced")
    .option("--to <folder>", "where to put the files", "results")
    .addHelpText("after", "\nExample:\n  $ posthuman job results 0x12… --to results --keystore me.json")
    .action((id: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        requireFolder(options.to);
        const endpoint = await endpointOf(client, id, options.endpoint);
        const { receipt, files } = await fetchResults(client, { endpoint, job: id, folder: options.to });
        const { page } = (await writeEvaluation(client, { job: id, folder: options.to })) ?? {};
        const made = page === undefined ? "" : `\n\nA page of them, with prices of now: ${page}`;
        print(
          { receipt, files, ...(page === undefined ? {} : { page }) },
          `These files match what stands on chain:\n${files.join("\n")}${made}`,
          options.json,
        );
      }),
    );
}
