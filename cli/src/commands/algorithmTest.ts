import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PosthumanError } from "@posthuman/sdk";
import type { TrialOutcome, WorkerConfig } from "@posthuman/worker";
import { Command } from "commander";
import { readAlgorithm } from "../algorithms/readAlgorithm.ts";
import { shownOutput } from "../jobs/outputs.ts";
import { parseCount, parseParameters } from "../options/jobs.ts";
import { loadWorker } from "../options/worker.ts";
import { print, readable } from "../terminal/print.ts";

interface AlgorithmTestOptions {
  readonly model: string;
  readonly data?: string[];
  readonly kind: string;
  readonly param?: string[];
  readonly seconds: string;
  readonly config?: string;
  readonly python?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** What an algorithm reads that gets no data. */
const SAMPLE = "Four score and seven years ago our fathers brought forth on this continent a new nation.\n";

/** `posthuman algorithm test <folder>`: run it here as a worker would. */
export function algorithmTestCommand(): Command {
  return new Command("test")
    .description("run an algorithm on this machine as a worker would: same sandbox, limits and output rules")
    .argument("<folder>", "of the algorithm: metadata.json and algorithm.py or __main__.py")
    .requiredOption("--model <folder>", "a model as save_pretrained writes it, with safetensors")
    .option("--data <file...>", "datasets; by default one sentence")
    .option("--kind <kind>", "of the job: evaluate or infer", "evaluate")
    .option("--param <name=value...>", "parameters, which it finds in algoCustomData.json")
    .option("--seconds <count>", "how long it may run", "600")
    .option("--config <file>", "a worker's configuration, whose limits and images to use")
    .option("--python <file>", "the Python to run it with; by default the worker's own")
    .option("--to <folder>", "where to write its outputs")
    .option("--json", "print one JSON document instead of text")
    .addHelpText(
      "after",
      "\nExits with 1 if a job would have failed." +
        "\n\nExample:\n  $ posthuman algorithm test hello-world --model ./gpt2 --data my-text.txt",
    )
    .action(async (folder: string, options: AlgorithmTestOptions) => {
      const { kind, model, json } = options;
      if (kind !== "evaluate" && kind !== "infer") throw unknownKind(kind);
      const algorithm = await readAlgorithm(folder);
      const flags = { python: options.python, limits: { seconds: parseCount(options.seconds) } };
      const { loadConfig, tryAlgorithm } = await loadWorker();
      const config = loadConfig({ file: options.config, env: process.env, flags });
      const scratch = await mkdtemp(join(tmpdir(), "posthuman-"));
      try {
        const sample = join(scratch, "sample.txt");
        await writeFile(sample, SAMPLE);
        const files = options.data ?? (kind === "infer" ? [] : [sample]);
        const parameters = parseParameters(options.param);
        const outcome = await tryAlgorithm(config, { ...algorithm, kind, model, files, parameters });
        if (options.to !== undefined) await keep(outcome, options.to);
        print(trialValue(outcome), trialText(outcome, config), json);
        if (outcome.failure) throw outcome.failure;
      } finally {
        await rm(scratch, { recursive: true, force: true });
      }
    });
}

function unknownKind(kind: string): PosthumanError {
  if (kind === "train") return new PosthumanError("ALGORITHM_CANNOT_TRAIN", { sha256: "tested" });
  return new PosthumanError("COMMAND_INVALID", { reason: "--kind must be evaluate or infer" });
}

async function keep({ outputs }: TrialOutcome, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { path, bytes } of outputs) await writeFile(join(folder, path), bytes);
}

function trialValue({ run, outputs }: TrialOutcome): object {
  const { seconds, peakMemoryBytes, exitCode, isolation, consoleTail } = run;
  const files = outputs.map(({ bytes: _, ...file }) => file);
  return { seconds, peakMemoryBytes, exitCode, isolation, console: consoleTail, outputs: files };
}

function trialText({ run, outputs, failure }: TrialOutcome, { limits }: WorkerConfig): string {
  const { seconds, peakMemoryBytes, consoleTail, isolation } = run;
  const total = outputs.reduce((sum, { size }) => sum + size, 0);
  const nothing = failure === undefined && outputs.length === 0;
  return [
    `Sandbox:  ${isolation}, no network, the model read-only`,
    `Time:     ${seconds.toFixed(1)} s of ${limits.seconds} s`,
    `Memory:   ${peakMemoryBytes === 0 ? "too short to measure" : inMebibytes(peakMemoryBytes)} (limit ${inMebibytes(limits.memory)})`,
    `Outputs:  ${outputs.length}, ${total} bytes of ${Math.min(limits.outputs, limits.thirdPartyOutputs)}`,
    ...outputs.map(({ path, bytes }) => `\n${shownOutput(path, bytes)}`),
    ...(nothing
      ? ["\nIt wrote no outputs, so whoever pays for it gets nothing: write to /data/outputs."]
      : []),
    ...(consoleTail === "" ? [] : [`\nConsole:\n${readable(consoleTail).trimEnd()}`]),
    ...(failure === undefined ? [] : ["\nA job would have failed, and whoever paid for it got all back:"]),
  ].join("\n");
}

function inMebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
