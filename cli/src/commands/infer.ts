import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { fetchResults, parseAmount, requestThroughWorker, type Client } from "@posthuman/sdk";
import { addWalletOptions, type WalletOptions } from "../support/addWalletOptions.ts";
import { openClient } from "../support/openClient.ts";
import { print } from "../support/print.ts";
import { showJob } from "../support/showJob.ts";

interface Options extends WalletOptions {
  readonly endpoint: string;
  readonly maxFee: string;
  readonly maxTokens: string;
}

/** `posthuman infer <model> <prompt>`: pay one datatoken, get the model's text. */
export function inferCommand(): Command {
  return addWalletOptions(new Command("infer"))
    .description("let a model write: pays one of your datatokens of it, and the worker's fee")
    .argument("<model>", "the model's datatoken")
    .argument("<prompt>", "how the text begins; the worker's operator and others can read it")
    .requiredOption("--endpoint <url>", "API of a worker that may run the model")
    .option("--max-fee <ocean>", "most that the worker may ask, in OCEAN", "5")
    .option("--max-tokens <count>", "length of the text, in tokens", "60")
    .addHelpText(
      "after",
      '\nExample:\n  $ posthuman infer 0x5FbD… "The state of the union is" --endpoint http://127.0.0.1:8080 --key-file charlie.key',
    )
    .action(async (model: string, prompt: string, options: Options) => {
      const client = await openClient(options);
      const { endpoint, maxFee, maxTokens } = options;
      const { id } = await requestThroughWorker(client, {
        ...{ endpoint, kind: "infer", model, datasets: [] },
        parameters: { prompt, max_new_tokens: Number(maxTokens) },
        maxFee: parseAmount(maxFee),
      });
      await showJob(client, id, options);
      const output = await fetchOutput(client, endpoint, id);
      print({ job: id, ...output }, output.text, options.json);
      client.close();
    });
}

async function fetchOutput(
  client: Client,
  endpoint: string,
  job: string,
): Promise<{ prompt: string; text: string }> {
  const folder = await mkdtemp(join(tmpdir(), "posthuman-"));
  try {
    await fetchResults(client, { endpoint, job, folder });
    return JSON.parse(await readFile(join(folder, "output.json"), "utf8")) as {
      prompt: string;
      text: string;
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
