import { Command } from "commander";
import { addJobOptions } from "../support/addJobOptions.ts";
import { carryOut } from "../support/carryOut.ts";
import { fetchOutputs } from "../support/fetchOutputs.ts";
import { fetchText } from "../support/fetchText.ts";
import { ALGORITHM_HELP, findAlgorithm } from "../support/findAlgorithm.ts";
import { findModel } from "../support/findModel.ts";
import { openSigner } from "../support/openClient.ts";
import { parseCount } from "../support/parseCount.ts";
import { parseParameters } from "../support/parseParameters.ts";
import { requestPlan } from "../support/requestPlan.ts";
import { sessionPlan, type SessionOptions } from "../support/sessionPlan.ts";
import { showJob } from "../support/showJob.ts";
import { withClient } from "../support/withClient.ts";

interface Options extends SessionOptions {
  readonly algorithm?: string;
  readonly file?: string[];
  readonly maxTokens: string;
  readonly param?: string[];
}

/** `posthuman infer <model> [prompt]`: pay one datatoken, get the model's text; or a session of its endpoint. */
export function inferCommand(): Command {
  return addJobOptions(new Command("infer"))
    .description(
      "let a model write, or, without a prompt, open a session that any client of OpenAI's API can use: pays one of " +
        "your datatokens of it, and the worker's fee",
    )
    .argument("<model>", "the model's datatoken or name")
    .argument("[prompt]", "how the text begins; the worker's operator and others can read it")
    .option("--max-tokens <count>", "length of the text, in tokens", "60")
    .option("--algorithm <asset>", ALGORITHM_HELP)
    .option(
      "--file <file...>",
      "what to use the model on in place of a prompt: a picture, a recording, a table",
    )
    .option("--param <name=value...>", "further parameters of the algorithm, such as temperature=0.8")
    .option("--tokens <count>", "a session's budget, prompts and answers together", "10000")
    .option("--seconds <count>", "how long a session is open; by default the hours, or else one")
    .addHelpText(
      "after",
      '\nExamples:\n  $ posthuman infer M3 "The state of the union is" --buy\n  $ eval "$(posthuman infer M3 --tokens 20000 --hours 8 --buy --yes)"',
    )
    .action((text: string, prompt: string | undefined, options: Options, command: Command) =>
      withClient(openSigner(options), async (client) => {
        const model = await findModel(client, text);
        if ([prompt, options.file, options.algorithm].every((given) => given === undefined)) {
          const hours = command.getOptionValueSource("hours") === "default" ? "1" : options.hours;
          return carryOut(client, await sessionPlan(client, model, { ...options, hours }), options);
        }
        const { file: files = [], maxTokens, param, json } = options;
        const parameters = {
          ...(prompt === undefined ? {} : { prompt }),
          ...{ max_new_tokens: parseCount(maxTokens), ...parseParameters(param) },
        };
        const algorithm = options.algorithm && (await findAlgorithm(client, options.algorithm));
        const job = { kind: "infer" as const, model, files, parameters, ...(algorithm && { algorithm }) };
        const { endpoint, ...plan } = await requestPlan(client, job, options);
        const tell = async ({ id }: { id: string }) => {
          await showJob(client, id, { endpoint, json });
          if (algorithm) return fetchOutputs(client, { endpoint, job: id });
          const output = await fetchText(client, { endpoint, job: id, path: "output.json" });
          const answer = JSON.parse(output) as { text: string } | { outputs: { text: string }[] };
          const text = "outputs" in answer ? answer.outputs.map((one) => one.text).join("\n") : answer.text;
          return { value: { job: id, ...answer }, text };
        };
        await carryOut(client, { ...plan, tell }, options);
      }),
    );
}
