import { PosthumanError } from "@posthuman/sdk";
import { Command } from "commander";
import { ALGORITHM_HELP, findAlgorithm } from "../algorithms/findAlgorithm.ts";
import { answerText, type ModelAnswers } from "../jobs/answerText.ts";
import { fetchOutputs, fetchText } from "../jobs/outputs.ts";
import { showJob } from "../jobs/showJob.ts";
import { addJobOptions, parseCount, parseParameters } from "../options/jobs.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { requestPlan } from "../support/requestPlan.ts";
import { requireInput } from "../support/requireInput.ts";
import { sessionPlan, type SessionOptions } from "../support/sessionPlan.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface InferOptions extends SessionOptions {
  readonly algorithm?: string;
  readonly file?: string[];
  readonly context?: string;
  readonly choices?: string[];
  readonly maxTokens: string;
  readonly param?: string[];
}

const EXAMPLES = `
Examples:
  $ posthuman infer M3 "The state of the union is" --buy
  $ posthuman infer films "a lovely film"                      labels and their scores
  $ posthuman infer films --file reviews.csv                   an answer for each row
  $ posthuman infer pictures --file picture.png
  $ posthuman infer asker "where does dan live?" --context "dan lives in oslo"
  $ eval "$(posthuman infer M3 --tokens 20000 --hours 8 --buy --yes)"`;

/** `posthuman infer <model> [prompt]`: pay one datatoken, get the model's answer; or a session of its endpoint. */
export function inferCommand(): Command {
  return addJobOptions(new Command("infer"))
    .description(
      "use a model once, on a prompt or a file; or, without either, open a session for clients of OpenAI's or Hugging Face's API",
    )
    .argument("<model>", "the model's datatoken or name")
    .argument(
      "[prompt]",
      "the text to go on with, to label, to translate, …, or the question; the worker's operator and others can read it",
    )
    .option(
      "--file <file...>",
      "what to use the model on in place of a prompt: pictures, recordings, a table with a row for each answer",
    )
    .option("--context <text>", "the text that holds the answer to a question; the second text of a pair")
    .option("--choices <text...>", "the endings of which a multiple-choice model is to choose one")
    .option("--max-tokens <count>", "longest text to write, in tokens", "60")
    .option("--param <name=value...>", "further parameters of the algorithm, such as temperature=0.8")
    .option("--algorithm <asset>", ALGORITHM_HELP)
    .option("--tokens <count>", "a session's budget in tokens, prompts and answers together", "10000")
    .option("--seconds <count>", "how long a session is open; by default --hours, or else one hour")
    .addHelpText("after", EXAMPLES)
    .action((text: string, prompt: string | undefined, options: InferOptions, command: Command) =>
      withClient(openSigner(options), async (client) => {
        const model = await findModel(client, text);
        const isSession = [prompt, options.file, options.algorithm].every((given) => given === undefined);
        requireFitting(isSession, options, command.getOptionValueSource("tokens") === "default");
        if (isSession) {
          const hours = command.getOptionValueSource("hours") === "default" ? "1" : options.hours;
          return carryOut(client, await sessionPlan(client, model, { ...options, hours }), options);
        }
        const { file: files = [], context, choices, maxTokens, param, json } = options;
        const parameters = {
          ...(prompt === undefined ? {} : { prompt }),
          ...(context === undefined ? {} : { context }),
          ...(choices === undefined ? {} : { choices }),
          ...{ max_new_tokens: parseCount(maxTokens), ...parseParameters(param) },
        };
        const algorithm = options.algorithm && (await findAlgorithm(client, options.algorithm));
        const job = { kind: "infer" as const, model, files, parameters, ...(algorithm && { algorithm }) };
        const { endpoint, task, ...plan } = await requestPlan(client, job, options);
        if (!algorithm) requireInput(task, { prompt, files, parameters });
        const tell = async ({ id }: { id: string }) => {
          await showJob(client, id, { endpoint, json });
          if (algorithm) return fetchOutputs(client, { endpoint, job: id });
          const output = await fetchText(client, { endpoint, job: id, path: "output.json" });
          const answer = JSON.parse(output) as ModelAnswers;
          return { value: { job: id, ...answer }, text: answerText(answer) };
        };
        await carryOut(client, { ...plan, tell }, options);
      }),
    );
}

/** A session and a single answer take different options; one that is forgotten half way must not be paid for. */
function requireFitting(
  isSession: boolean,
  { context, choices, seconds }: InferOptions,
  usualTokens: boolean,
): void {
  const wrong = (reason: string) => new PosthumanError("COMMAND_INVALID", { reason });
  if (isSession && (context !== undefined || choices !== undefined))
    throw wrong("--context and --choices go with a prompt, and there is none");
  if (!isSession && (!usualTokens || seconds !== undefined))
    throw wrong("--tokens and --seconds are a session's, which has neither prompt nor file");
}
