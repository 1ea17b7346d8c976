import { fetchJob, getJob, PosthumanError, termsOf, type Client } from "@posthuman/sdk";
import { Command } from "commander";
import { ZeroAddress } from "ethers";
import { endpointIfAny } from "../../jobs/endpoint.ts";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { print } from "../../terminal/print.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

interface Options extends WalletOptions {
  readonly endpoint?: string;
}

/** `posthuman job show <id>`: where a job stands. */
export function jobShowCommand(): Command {
  return addWalletOptions(new Command("show"))
    .description("show where a job stands on chain and, if it can be reached, what its worker says of it")
    .argument("<id>", "the job's id")
    .option("--endpoint <url>", "the worker's API; by default what the worker announced")
    .addHelpText("after", "\nExample:\n  $ posthuman job show 0x12…")
    .action((id: string, options: Options) =>
      withClient(openClient(options), async (client) => {
        const job = { ...(await termsOf(client, id)), ...(await getJob(client, id)) };
        const remote = await remoteJob(client, id, options.endpoint);
        const { error, progress } = remote ?? {};
        const lines = Object.entries({
          ...{ id, kind: job.kind, model: job.model, requester: job.requester, state: job.state },
          ...{
            worker: job.worker === ZeroAddress ? "any that the custodian authorised" : job.worker,
            attempts: job.attempts,
            until: date(job.until),
            deadline: date(job.deadline),
          },
          ...(progress === undefined ? {} : { progress: `${progress / 100} %` }),
          ...(error === undefined ? {} : { error: `${error.message} (${error.code})`, fix: error.fix }),
        });
        const text = lines
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => `${name.padEnd(10)} ${value}`);
        print({ ...job, ...(remote && { remote }) }, text.join("\n"), options.json);
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
