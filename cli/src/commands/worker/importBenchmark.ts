import { importBenchmark } from "@posthuman/worker";
import { Command } from "commander";
import { addWorkerOptions, configOf, type WorkerOptions } from "../../options/worker.ts";
import { print } from "../../terminal/print.ts";

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
      const benchmark = await importBenchmark(configOf(options), name, file);
      const { harness, source, split, questions } = benchmark;
      const text =
        questions === undefined
          ? `${harness} takes the questions of ${name} from the split ${split} of the data set ${source}.`
          : `${name}: ${questions} questions, by ${harness}`;
      print(benchmark, text, options.json);
    });
}
