import { findModel, planRequest, PosthumanError } from "@posthuman/sdk";
import { Command } from "commander";
import { showJob } from "../jobs/showJob.ts";
import {
  addJobOptions,
  datasetsOf,
  parseCount,
  parseParameters,
  wantedOf,
  type JobOptions,
} from "../options/jobs.ts";
import { carryOut } from "../plans/carryOut.ts";
import { requestLines } from "../plans/requestLines.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface TrainOptions extends JobOptions {
  readonly dataset: string[];
  readonly name?: string;
  readonly steps?: string;
  readonly lora?: boolean;
  readonly param?: string[];
  readonly wait?: boolean;
}

/** `posthuman train <model>`: have a model learn from your text. */
export function trainCommand(): Command {
  return addJobOptions(new Command("train"))
    .description(
      "have a model trained further on your data; if it gets better, a new model is born that is yours",
    )
    .argument("<model>", "the model's datatoken or name")
    .requiredOption(
      "--dataset <file...>",
      "data to learn from: text, or rows as jsonl, csv, parquet or a .zip; it goes to the worker, and nowhere else",
    )
    .option("--name <name>", "of the new model; by default the model's and your account's")
    .option("--steps <count>", "how long to train, in steps")
    .option("--lora", "train a low-rank change instead of every weight")
    .option("--param <name=value...>", "further parameters of the algorithm, such as batch_size=8")
    .option("--wait", "stay until the job ends")
    .addHelpText(
      "after",
      "\nExamples:\n  $ posthuman train M1 --dataset my-text.txt --name M2 --steps 200 --buy" +
        '\n  $ posthuman train films --dataset reviews.csv --param \'columns={"text":"review","label":"stars"}\' --wait',
    )
    .action((text: string, options: TrainOptions) =>
      withClient(openSigner(options), async (client) => {
        const parameters = {
          ...(options.steps && { steps: parseCount(options.steps) }),
          ...(options.lora && { method: "lora" }),
          ...parseParameters(options.param),
        };
        const model = await findModel(client, text);
        if (options.name !== undefined) requireName(options.name);
        const { name, json, wait } = options;
        const plan = await planRequest(client, {
          ...wantedOf(options),
          kind: "train",
          model: model.address,
          parameters,
          datasets: await datasetsOf(options.dataset),
          childName: name,
        });
        const { worker, childName } = plan.terms;
        const { endpoint } = worker;
        await carryOut(
          client,
          plan,
          {
            title: `Request: train ${model.name}`,
            lines: await requestLines(client, plan.terms),
            async tell({ id }) {
              const child = wait ? await showJob(client, id, { endpoint, json }) : undefined;
              return {
                value: { job: id, ...(child && { child }) },
                text: child === undefined ? `Job: ${id}` : `Job: ${id}\n${childName} is born: ${child}`,
                next: child === undefined ? `job watch ${id}` : `settle income ${child}`,
              };
            },
          },
          options,
        );
      }),
    );
}

/** Bytes that the market lets a model's name have. */
const LONGEST_NAME = 64;

function requireName(name: string): void {
  if (name.trim() !== "" && Buffer.byteLength(name) <= LONGEST_NAME) return;
  throw new PosthumanError("COMMAND_INVALID", { reason: `--name must have 1 to ${LONGEST_NAME} bytes` });
}
