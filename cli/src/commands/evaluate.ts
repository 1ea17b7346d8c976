import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findModel, planRequest, PosthumanError, type Client } from "@posthuman/sdk";
import { fetchResults, openFile } from "@posthuman/sdk/node";
import { Command } from "commander";
import { ALGORITHM_HELP, wantedAlgorithm } from "../algorithms/readAlgorithm.ts";
import { fetchOutputs, requireFolder, withResults, type ResultsOf } from "../jobs/outputs.ts";
import { showJob } from "../jobs/showJob.ts";
import { addJobOptions, datasetsOf, parseParameters, wantedOf, type JobOptions } from "../options/jobs.ts";
import { carryOut, type CommandResult } from "../plans/carryOut.ts";
import { requestLines } from "../plans/requestLines.ts";
import { writeEvaluation } from "../report/writeEvaluation.ts";
import { alignedTables } from "../terminal/table.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface EvaluateOptions extends JobOptions {
  readonly algorithm?: string;
  readonly benchmark?: string;
  readonly param?: string[];
  readonly published?: string;
  readonly out?: string;
  readonly wait?: boolean;
}

/** What the worker's algorithm takes for results to show next to the model's, not for a text. */
const PUBLISHED = "published.json";

/** `posthuman evaluate <model> <text>`: how good is a model on your text? */
export function evaluateCommand(): Command {
  return addJobOptions(new Command("evaluate"))
    .description("measure a model on your data, next to its ancestors and published references")
    .argument("<model>", "the model's datatoken or name")
    .argument(
      "[file...]",
      "data to measure it on: text, or rows as jsonl, csv, parquet or a .zip; it goes to the worker, and nowhere else",
    )
    .option(
      "--benchmark <name>",
      "a standard benchmark of the worker's instead, such as arc_easy (see worker show)",
    )
    .option("--algorithm <asset>", ALGORITHM_HELP)
    .option("--param <name=value...>", 'parameters of the algorithm, such as columns={"text":"review"}')
    .option("--published <file>", "results that others published, as JSON, to show next to the model's")
    .option("--out <folder>", "stay until the job ends, and write a page (report.html) and all results there")
    .option("--wait", "stay until the job ends, and show the table")
    .addHelpText(
      "after",
      "\nExamples:\n  $ posthuman evaluate M3 my-text.txt --out evaluation\n  $ posthuman evaluate films reviews.csv --wait",
    )
    .action((text: string, files: string[], options: EvaluateOptions) =>
      withClient(openSigner(options), async (client) => {
        const { address, name } = await findModel(client, text);
        const { published, out, wait, benchmark, json } = options;
        const parameters: Record<string, unknown> = {
          ...parseParameters(options.param),
          ...(benchmark && { benchmark }),
        };
        requireData(files, parameters["benchmark"]);
        if (published !== undefined) await requirePublished(published);
        if (out !== undefined) requireFolder(out);
        const given = published === undefined ? files : [...files, published];
        const names = published === undefined ? {} : { [published]: PUBLISHED };
        const plan = await planRequest(client, {
          ...wantedOf(options),
          kind: "evaluate",
          model: address,
          datasets: await datasetsOf(given, names),
          parameters,
          algorithm: await wantedAlgorithm(options.algorithm),
        });
        const { worker, algorithm } = plan.terms;
        const { endpoint } = worker;
        await carryOut(
          client,
          plan,
          {
            title: `Request: evaluate ${name}`,
            lines: await requestLines(client, plan.terms),
            async tell({ id }) {
              if (!wait && out === undefined)
                return { value: { job: id }, text: `Job: ${id}`, next: `job watch ${id}` };
              await showJob(client, id, { endpoint, json });
              if (algorithm && out === undefined) return fetchOutputs(client, { endpoint, job: id });
              return shownResults(client, { endpoint, job: id, out });
            },
          },
          options,
        );
      }),
    );
}

/** What a model is measured on is either the person's own data or a benchmark. */
function requireData(files: readonly string[], benchmark: unknown): void {
  if (files.length > 0 === (benchmark === undefined)) return;
  const reason =
    files.length > 0
      ? `a benchmark brings its own data; leave ${files[0]} out`
      : "say what to measure on, a file or --benchmark";
  throw new PosthumanError("COMMAND_INVALID", { reason });
}

/** The results for a person; without a folder of the person's own they are kept only temporarily. */
async function shownResults(
  client: Client,
  { endpoint, job, out }: ResultsOf & { readonly out: string | undefined },
): Promise<CommandResult> {
  if (out === undefined) {
    return withResults(client, { endpoint, job }, async (folder, { files }) => {
      const { table, value } = await readResults(client, { job, folder, files });
      return { value, text: table, next: `job results ${job}` };
    });
  }
  const { files } = await fetchResults(client, { endpoint, job, folder: out });
  const { table, page, value } = await readResults(client, { job, folder: out, files });
  return { value: { ...value, page }, text: `${table}\n\n${page ?? out}` };
}

interface FetchedFiles {
  readonly job: string;
  readonly folder: string;
  readonly files: readonly string[];
}

/** Makes a page of results that were fetched into a folder, and reads what a person is shown of them. */
async function readResults(client: Client, { job, folder, files }: FetchedFiles) {
  const { page, costs } = (await writeEvaluation(client, { job, folder })) ?? {};
  // Another party's algorithm may leave other files.
  const read = (name: string) => readFile(join(folder, name), "utf8").catch(() => undefined);
  const report = await read("report.json");
  const table = (await read("table.md")) ?? files.join("\n");
  return {
    table: alignedTables(table.trimEnd()),
    page,
    value: { job, costs, ...(report === undefined ? {} : { report: JSON.parse(report) as unknown }) },
  };
}

/**
 * Makes sure that a file is a list of published results, before a job with it is paid for. The algorithm looks closer.
 * @throws PosthumanError `FILE_UNREADABLE`, `COMMAND_INVALID`.
 */
async function requirePublished(path: string): Promise<void> {
  if (isList(await (await openFile(path)).text())) return;
  throw new PosthumanError("COMMAND_INVALID", {
    reason: `--published: ${path} is not a JSON list of results`,
  });
}

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
