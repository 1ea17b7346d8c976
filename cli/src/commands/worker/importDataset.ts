import { importDataset, openDataFolder } from "@posthuman/worker";
import { Command } from "commander";
import { addWorkerOptions, configOf, type WorkerOptions } from "../../options/worker.ts";
import { print } from "../../terminal/print.ts";

interface Options extends WorkerOptions {
  readonly asset?: string;
}

/** `posthuman worker import-dataset <file>`: bring a dataset to the worker. */
export function workerImportDatasetCommand(): Command {
  return addWorkerOptions(new Command("import-dataset"))
    .description("take a file into the worker's store: a family's evaluation set, or the dataset of an asset")
    .argument("<file>", "the dataset")
    .option("--asset <address>", "datatoken of the asset whose buyers may use the dataset")
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nWorks while the worker runs. A family's evaluation hash is the SHA-256 that it prints." +
        "\n\nExample:\n  $ posthuman worker import-dataset held-out.txt --config worker.json",
    )
    .action(async (file: string, options: Options) => {
      const data = await openDataFolder(configOf(options).dataFolder);
      const dataset = await importDataset(data, file, options.asset);
      print(dataset, `SHA-256: ${dataset.sha256}\nBytes:   ${dataset.size}`, options.json);
    });
}
