import type { Command } from "commander";
import { addSendOptions, type SendOptions } from "./addSendOptions.ts";

/** What `addJobOptions` makes a command take. */
export interface JobOptions extends SendOptions {
  readonly endpoint?: string;
  readonly maxFee?: string;
  readonly hours: string;
  readonly buy?: boolean;
  readonly seed: string;
  readonly task?: string;
}

/** Gives a command the options of every job. */
export function addJobOptions(command: Command): Command {
  return addSendOptions(command)
    .option(
      "--endpoint <url>",
      "API of the worker to ask; by default one that the model's custodian authorised",
    )
    .option("--max-fee <ocean>", "most that the worker may ask, in OCEAN; by default what it says it asks")
    .option("--hours <count>", "how long the job may take until everything is refunded", "24")
    .option("--seed <number>", "makes the same job give the same result", "42")
    .option("--task <name>", "what the model is to do, such as masked-lm; by default what it is made for")
    .option("--buy", "buy the datatoken, if you hold none");
}
