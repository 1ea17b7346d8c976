import { importWeights, openDataFolder, readAddresses, readKey } from "@posthuman/worker";
import { Command } from "commander";
import { addWorkerOptions, configOf, type WorkerOptions } from "../../options/worker.ts";
import { askPassword } from "../../terminal/ask.ts";
import { print } from "../../terminal/print.ts";

interface Options extends WorkerOptions {
  readonly custodian?: string;
}

/** `posthuman worker import-weights <folder>`: bring a model's weights to the worker. */
export function workerImportWeightsCommand(): Command {
  return addWorkerOptions(new Command("import-weights"))
    .description("take a model's folder (safetensors) into the worker's store and print its weights root")
    .argument("<folder>", "what save_pretrained wrote: config.json, tokenizer files, model.safetensors")
    .option("--custodian <address>", "account that keeps the model; by default the worker's own")
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nWorks while the worker runs. Publish the model with the weights root that it prints." +
        "\n\nExample:\n  $ posthuman worker import-weights ./gpt2 --custodian 0xf39F… --config worker.json",
    )
    .action(async (folder: string, options: Options) => {
      const config = configOf(options);
      const ask = () =>
        process.env["POSTHUMAN_KEYSTORE_PASSWORD"] ?? askPassword("Password of the keystore: ");
      const custodian = options.custodian ?? (await readKey(config.key, ask)).address;
      const addresses = await readAddresses(config.addresses);
      const data = await openDataFolder(config.dataFolder);
      const weightsRoot = await importWeights(data, folder, { addresses, custodian });
      print(
        { weightsRoot, custodian },
        `Weights root: ${weightsRoot}\nCustodian:    ${custodian}`,
        options.json,
      );
    });
}
