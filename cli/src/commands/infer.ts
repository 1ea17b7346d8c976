import { findModel, planRequest, PosthumanError, type Client, type Model } from "@posthuman/sdk";
import { Command } from "commander";
import { ALGORITHM_HELP, wantedAlgorithm } from "../algorithms/readAlgorithm.ts";
import { answerText, type ModelAnswers } from "../jobs/answerText.ts";
import { fetchOutput, fetchOutputs } from "../jobs/outputs.ts";
import { openedSession, sessionText } from "../jobs/session.ts";
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

interface InferOptions extends JobOptions {
  readonly tokens: string;
  readonly seconds?: string;
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
  $ posthuman infer answers "where does dan live?" --context "dan lives in oslo"
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
        const { address, name } = await findModel(client, text);
        const isSession = [prompt, options.file, options.algorithm].every((given) => given === undefined);
        requireFitting(isSession, options, command.getOptionValueSource("tokens") === "default");
        const model = { address, name };
        if (!isSession) return answerOnce(client, model, prompt, options);
        await openSession(client, model, options, command.getOptionValueSource("hours") !== "default");
      }),
    );
}

type Named = Pick<Model, "address" | "name">;

async function answerOnce(
  client: Client,
  model: Named,
  prompt: string | undefined,
  options: InferOptions,
): Promise<void> {
  const { file: files = [], context, choices, maxTokens, param, json } = options;
  const plan = await planRequest(client, {
    ...wantedOf(options),
    kind: "infer",
    model: model.address,
    datasets: await datasetsOf(files),
    parameters: {
      ...(prompt === undefined ? {} : { prompt }),
      ...(context === undefined ? {} : { context }),
      ...(choices === undefined ? {} : { choices }),
      max_new_tokens: parseCount(maxTokens),
      ...parseParameters(param),
    },
    algorithm: await wantedAlgorithm(options.algorithm),
  });
  const { worker, algorithm } = plan.terms;
  const { endpoint } = worker;
  await carryOut(
    client,
    plan,
    {
      title: `Request: infer ${model.name}`,
      lines: await requestLines(client, plan.terms),
      async tell({ id }) {
        await showJob(client, id, { endpoint, json });
        if (algorithm) return fetchOutputs(client, { endpoint, job: id });
        const output = await fetchOutput(client, { endpoint, job: id, path: "output.json" });
        const answer = JSON.parse(output) as ModelAnswers;
        return { value: { job: id, ...answer }, text: answerText(answer) };
      },
    },
    options,
  );
}

/** Opens a session, and waits until the model is loaded once it is paid. */
async function openSession(
  client: Client,
  model: Named,
  options: InferOptions,
  hoursGiven: boolean,
): Promise<void> {
  const { json } = options;
  const { seconds: inHours, ...wanted } = wantedOf(options);
  const tokens = parseCount(options.tokens, "tokens, such as 10000");
  const seconds =
    options.seconds === undefined ? inHours : parseCount(options.seconds, "seconds, such as 3600");
  const isUsual = options.seconds === undefined && !hoursGiven;
  const session = { tokens, ...(isUsual ? {} : { seconds }) };
  const plan = await planRequest(client, { ...wanted, kind: "infer", model: model.address, session });
  const { worker, task = "causal-lm" } = plan.terms;
  await carryOut(
    client,
    plan,
    {
      title: `Open a session of ${model.name}`,
      lines: await requestLines(client, plan.terms),
      async tell({ id }) {
        const opened = await openedSession(client, { endpoint: worker.endpoint, job: id }, json);
        return { value: opened, text: sessionText(opened, task), next: `session show ${id}`, prefix: "# " };
      },
    },
    options,
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
