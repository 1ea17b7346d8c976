import { Command } from "commander";
import { addJobOptions, type JobOptions } from "../support/addJobOptions.ts";
import { carryOut } from "../support/carryOut.ts";
import { fetchOutputs } from "../support/fetchOutputs.ts";
import { fetchText } from "../support/fetchText.ts";
import { ALGORITHM_HELP, findAlgorithm } from "../support/findAlgorithm.ts";
import { findModel } from "../support/findModel.ts";
import { openSigner } from "../support/openClient.ts";
import { parseParameters } from "../support/parseParameters.ts";
import { requestPlan } from "../support/requestPlan.ts";
import { showJob } from "../support/showJob.ts";
import { withClient } from "../support/withClient.ts";

interface Options extends JobOptions {
  readonly algorithm?: string;
  readonly param?: string[];
  readonly wait?: boolean;
}

/** `posthuman evaluate <model> <text>`: how good is a model on one's own text? */
export function evaluateCommand(): Command {
  return addJobOptions(new Command("evaluate"))
    .description("measure a model on your text, next to its ancestors and published references")
    .argument("<model>", "the model's datatoken or name")
    .argument("<file...>", "texts in UTF-8; they go to the worker, and nowhere else")
    .option("--algorithm <asset>", ALGORITHM_HELP)
    .option("--param <name=value...>", "parameters of that algorithm")
    .option("--wait", "stay until the job ends, and show the table")
    .addHelpText("after", "\nExample:\n  $ posthuman evaluate M3 my-text.txt --wait")
    .action((text: string, files: string[], options: Options) =>
      withClient(openSigner(options), async (client) => {
        const model = await findModel(client, text);
        const algorithm = options.algorithm && (await findAlgorithm(client, options.algorithm));
        const parameters = parseParameters(options.param);
        const job = { kind: "evaluate" as const, model, files, parameters, ...(algorithm && { algorithm }) };
        const plan = await requestPlan(client, job, options);
        const { endpoint } = plan;
        const tell = async ({ id }: { id: string }) => {
          if (!options.wait) return { value: { job: id }, text: `Job: ${id}`, next: `job watch ${id}` };
          await showJob(client, id, { endpoint, json: options.json });
          if (algorithm) return fetchOutputs(client, { endpoint, job: id });
          const report = await fetchText(client, { endpoint, job: id, path: "report.json" });
          const shown = await fetchText(client, { endpoint, job: id, path: "table.md" });
          const value = { job: id, report: JSON.parse(report) as unknown };
          return { value, text: shown.trimEnd(), next: `job results ${id}` };
        };
        await carryOut(client, { ...plan, tell }, options);
      }),
    );
}
