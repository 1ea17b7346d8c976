import { cancelJob, fetchJob, getJob, PosthumanError, termsOf, type Client } from "@posthuman/sdk";
import { fetchResults } from "@posthuman/sdk/node";
import { Command } from "commander";
import { ZeroAddress } from "ethers";
import { endpointIfAny, endpointOf } from "../jobs/endpoint.ts";
import { requireFolder } from "../jobs/outputs.ts";
import { showJob } from "../jobs/showJob.ts";
import { addSendOptions, addWalletOptions, type SendOptions, type WalletOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { writeEvaluation } from "../report/writeEvaluation.ts";
import { print } from "../terminal/print.ts";
import { pairs } from "../terminal/table.ts";
import { openClient, openSigner, withClient } from "../wallet/openClient.ts";

interface JobShowOptions extends WalletOptions {
  readonly endpoint?: string;
}

/** `posthuman job show <id>`: the state of a job. */
export function jobShowCommand(): Command {
  return addWalletOptions(new Command("show"))
    .description("show where a job stands on chain and, if it can be reached, what its worker says of it")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API; by default what the worker announced")
    .addHelpText("after", "\nExample:\n  $ posthuman job show 0x12…")
    .action((id: string, options: JobShowOptions) =>
      withClient(openClient(options), async (client) => {
        const job = { ...(await termsOf(client, id)), ...(await getJob(client, id)) };
        const remote = await remoteJob(client, id, options.endpoint);
        const { error, progress } = remote ?? {};
        const text = pairs([
          ["id", id],
          ["kind", job.kind],
          ["model", job.model],
          ["requester", job.requester],
          ["state", job.state],
          ["worker", job.worker === ZeroAddress ? "any that the custodian authorised" : job.worker],
          ["attempts", String(job.attempts)],
          ["until", date(job.until)],
          ["deadline", date(job.deadline)],
          ["progress", progress === undefined ? undefined : `${progress / 100} %`],
          ["error", error && `${error.message} (${error.code})`],
          ["fix", error?.fix],
        ]);
        print({ ...job, ...(remote && { remote }) }, text, options.json);
      }),
    );
}

/** What the worker says; one that was not named need not answer. */
async function remoteJob(client: Client, id: string, given: string | undefined) {
  const endpoint = await endpointIfAny(client, id, given);
  if (endpoint === undefined) return undefined;
  return fetchJob(endpoint, id).catch((error: unknown) => {
    if (given !== undefined || !PosthumanError.is(error)) throw error;
  });
}

function date(seconds: bigint | undefined): string | undefined {
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1_000).toISOString();
}

interface JobWatchOptions extends WalletOptions {
  readonly endpoint?: string;
}

/** `posthuman job watch <id>`: what happens to a job, as it happens. */
export function jobWatchCommand(): Command {
  return addWalletOptions(new Command("watch"))
    .description("show what happens to a job until it ends")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API, for progress; by default what a worker announced")
    .addHelpText("after", "\nExample:\n  $ posthuman job watch 0x12… --endpoint http://127.0.0.1:8080")
    .action((id: string, options: JobWatchOptions) =>
      withClient(openClient(options), async (client) => {
        const { kind } = await termsOf(client, id);
        const endpoint = await endpointIfAny(client, id, options.endpoint);
        const child = await showJob(client, id, { endpoint, json: options.json });
        const next = child === undefined ? `job results ${id}` : `settle income ${child}`;
        print(
          { job: id, kind, ...(child && { child }), next: `posthuman ${next}` },
          `Next: posthuman ${next}`,
          options.json,
        );
      }),
    );
}

interface JobResultsOptions extends WalletOptions {
  readonly endpoint?: string;
  readonly to: string;
}

/** `posthuman job results <id>`: fetch the results of your job. */
export function jobResultsCommand(): Command {
  return addWalletOptions(new Command("results"))
    .description("download the results of your job and check them against what is on chain")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API; by default what the worker announced")
    .option("--to <folder>", "where to put the files", "results")
    .addHelpText("after", "\nExample:\n  $ posthuman job results 0x12… --to results --keystore me.json")
    .action((id: string, options: JobResultsOptions) =>
      withClient(openSigner(options), async (client) => {
        requireFolder(options.to);
        const endpoint = await endpointOf(client, id, options.endpoint);
        const { receipt, files } = await fetchResults(client, { endpoint, job: id, folder: options.to });
        const { page } = (await writeEvaluation(client, { job: id, folder: options.to })) ?? {};
        const made = page === undefined ? "" : `\n\nA page with today's prices: ${page}`;
        print(
          { receipt, files, ...(page === undefined ? {} : { page }) },
          `These files match what is on chain:\n${files.join("\n")}${made}`,
          options.json,
        );
      }),
    );
}

/** `posthuman job cancel <id>`: take a job back that no worker holds. */
export function jobCancelCommand(): Command {
  return addSendOptions(new Command("cancel"))
    .description("take back your job while no worker holds it; everything is refunded")
    .argument("<id>", "the job's id")
    .addHelpText("after", "\nExample:\n  $ posthuman job cancel 0x12…")
    .action((id: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const { kind, model } = await termsOf(client, id);
        await carryOut(
          client,
          { act: (sender) => cancelJob(sender, id) },
          {
            title: `Cancel job ${id}`,
            lines: [
              ["Kind", kind],
              ["Model", model],
              ["State", (await getJob(client, id)).state],
            ],
            tell: () => ({
              value: { job: id },
              text: "The job is cancelled, and everything is refunded.",
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}
