import { readAddresses, readKey } from "@posthuman/sdk/node";
import { Command } from "commander";
import { addWorkerOptions, configOf, loadWorker, type WorkerOptions } from "../options/worker.ts";
import { askPassword, keystorePassword } from "../terminal/ask.ts";
import { print } from "../terminal/print.ts";
import { columns } from "../terminal/table.ts";

interface WorkerStartOptions extends WorkerOptions {
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
    .action(async (options: WorkerStartOptions) => {
      const { host, port } = options;
      const config = await configOf(options, { listen: { host, port } });
      const { runWorker } = await loadWorker();
      await runWorker(config, () => askPassword(`Password of ${config.key.keystore}: `));
    });
}

/** `posthuman worker doctor`: find out what keeps a worker from working. */
export function workerDoctorCommand(): Command {
  return addWorkerOptions(new Command("doctor"))
    .description("check everything that a worker needs, and say how to fix what is missing")
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nExits with 1 if something is missing.\n\nExample:\n  $ posthuman worker doctor --config worker.json",
    )
    .action(async (options: WorkerOptions) => {
      const { examineWorker } = await loadWorker();
      const findings = await examineWorker(await configOf(options), () =>
        askPassword("Password of the keystore: "),
      );
      const shown = columns(findings.map(({ what, ok, detail }) => [ok ? "ok" : "MISSING", what, detail]));
      const lines = findings.flatMap(({ ok, fix }, i) => [
        shown[i] ?? "",
        ...(fix === "" ? [] : [`         ${ok ? "Better" : "Fix"}: ${fix}`]),
      ]);
      print(findings, lines.join("\n"), options.json);
      if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

interface WorkerImportWeightsOptions extends WorkerOptions {
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
    .action(async (folder: string, options: WorkerImportWeightsOptions) => {
      const config = await configOf(options);
      const ask = () => keystorePassword(config.key.keystore);
      const custodian = options.custodian ?? (await readKey(config.key, ask)).address;
      const addresses = await readAddresses(config.addresses);
      const { importWeights, openDataFolder } = await loadWorker();
      const data = await openDataFolder(config.dataFolder);
      const weightsRoot = await importWeights(data, folder, { addresses, custodian });
      print(
        { weightsRoot, custodian },
        `Weights root: ${weightsRoot}\nCustodian:    ${custodian}`,
        options.json,
      );
    });
}

interface WorkerImportDatasetOptions extends WorkerOptions {
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
    .action(async (file: string, options: WorkerImportDatasetOptions) => {
      const { importDataset, openDataFolder } = await loadWorker();
      const { dataFolder } = await configOf(options);
      const data = await openDataFolder(dataFolder);
      const dataset = await importDataset(data, file, options.asset);
      print(dataset, `SHA-256: ${dataset.sha256}\nBytes:   ${dataset.size}`, options.json);
    });
}

/** `posthuman worker import-benchmark <name> [file]`: bring a standard benchmark's questions to the worker. */
export function workerImportBenchmarkCommand(): Command {
  return addWorkerOptions(new Command("import-benchmark"))
    .description("take a standard benchmark's questions into the worker's store, and offer it to buyers")
    .argument("<name>", "the benchmark, as EleutherAI's lm-eval calls it, such as arc_easy")
    .argument(
      "[file]",
      "its data set's split as .parquet, .jsonl, .json or .csv; without it: where to get it",
    )
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nEvery question is made once, in the sandbox, before the file is taken. Works while the worker runs." +
        "\n\nExample:\n  $ posthuman worker import-benchmark arc_easy test-00000-of-00001.parquet --config worker.json",
    )
    .action(async (name: string, file: string | undefined, options: WorkerOptions) => {
      const { importBenchmark } = await loadWorker();
      const benchmark = await importBenchmark(await configOf(options), name, file);
      const { harness, source, split, questions } = benchmark;
      const text =
        questions === undefined
          ? `${harness} takes the questions of ${name} from the split ${split} of the data set ${source}.`
          : `${name}: ${questions} questions, by ${harness}`;
      print(benchmark, text, options.json);
    });
}
