import {
  authoriseWorker,
  fetchAbout,
  formatAmount,
  planWorkerStake,
  planWorkerUnstake,
  withdraw,
  type Client,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { print } from "../terminal/print.ts";
import { pairs } from "../terminal/table.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

/** `posthuman worker show <endpoint>`: what a worker offers, and what it asks. */
export function workerShowCommand(): Command {
  return new Command("show")
    .description("show what a worker offers: its fees, its standard benchmarks, the algorithms that it runs")
    .argument("<endpoint>", "the worker's API, as model show names it")
    .option("--json", "print one JSON document instead of text")
    .addHelpText("after", "\nExample:\n  $ posthuman worker show https://worker.example")
    .action(async (endpoint: string, options: { readonly json?: boolean }) => {
      const about = await fetchAbout(endpoint);
      const { name, worker, version, fees, benchmarks = [], algorithms } = about;
      const trusted = algorithms?.trusted ?? [];
      const lines = pairs([
        ["name", name],
        ["account", worker],
        ["version", version],
        ...Object.entries(fees ?? {}).map(
          ([kind, { fixed, perSecond }]) =>
            [
              `fee, ${kind}`,
              `${formatAmount(BigInt(fixed))} OCEAN, ${formatAmount(BigInt(perSecond))} a second`,
            ] as const,
        ),
        [
          "benchmarks",
          benchmarks.map((one) => `${one.name} (${one.questions} questions)`).join(", ") || "none",
        ],
        ["algorithms of others", trusted === "any" ? "any" : trusted.join(", ") || "none"],
      ]);
      print(about, lines, options.json);
    });
}

/** `posthuman worker stake <worker> <amount>`: what a worker can lose. */
export function workerStakeCommand(): Command {
  return addSendOptions(new Command("stake"))
    .description(
      "add to a worker's stake from your account; a part of it is locked for each job that it holds",
    )
    .argument("<worker>", "the worker's account, as posthuman worker doctor shows it")
    .argument("<amount>", "how much of the stake token (OCEAN on Ocean's networks)")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman worker stake 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 500",
    )
    .action((worker: string, text: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const amount = await parseStake(client, text);
        const plan = await planWorkerStake(client, { worker, amount });
        const { adds, lockedEach } = plan.terms;
        const { token } = adds;
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          plan,
          {
            title: `Stake ${shown} for the worker ${worker}`,
            lines: [
              ["Locked", `${await tokenAmount(client, token, lockedEach)} for each job at a time`],
              ["Back", "to the worker's own account: worker unstake, then worker withdraw"],
            ],
            tell: () => ({
              value: { worker, amount, token },
              text: `The worker's stake grew by ${shown}.`,
              next: `worker authorise ${worker}`,
            }),
          },
          options,
        );
      }),
    );
}

interface WorkerAuthoriseOptions extends SendOptions {
  readonly revoke?: boolean;
}

/** `posthuman worker authorise <worker>`: let a worker run jobs on the models that one keeps. */
export function workerAuthoriseCommand(): Command {
  return addSendOptions(new Command("authorise"))
    .description("let a worker run jobs on the models that you keep as custodian")
    .argument("<worker>", "the worker's account")
    .option("--revoke", "take the right away; jobs that it holds go on")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman worker authorise 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    )
    .action((worker: string, options: WorkerAuthoriseOptions) =>
      withClient(openSigner(options), async (client) => {
        const authorised = !options.revoke;
        await carryOut(
          client,
          { act: (sender) => authoriseWorker(sender, { worker, authorised }) },
          {
            title: authorised ? `Authorise the worker ${worker}` : `Take the right from the worker ${worker}`,
            lines: [["Covers", "all models whose custodian is your account"]],
            tell: () => ({
              value: { worker, authorised },
              text: authorised ? "The worker may run jobs on your models." : "The worker gets no new jobs.",
              ...(authorised ? { next: "worker doctor --config worker.json" } : {}),
            }),
          },
          options,
        );
      }),
    );
}

/** `posthuman worker unstake <amount>`: begin to take stake out. */
export function workerUnstakeCommand(): Command {
  return addSendOptions(new Command("unstake"))
    .description("begin to take stake out, with the worker's own account; it comes out after a delay")
    .argument("<amount>", "how much of the stake that no job locks")
    .addHelpText("after", "\nExample:\n  $ posthuman worker unstake 100 --key-file worker.key")
    .action((text: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const amount = await parseStake(client, text);
        const plan = await planWorkerUnstake(client, amount);
        const { takes, stake, locked } = plan.terms;
        const { token } = takes;
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          plan,
          {
            title: `Begin to take ${shown} of stake out`,
            lines: [
              [
                "Stake",
                `${await tokenAmount(client, token, stake)}, ${await tokenAmount(client, token, locked)} locked`,
              ],
            ],
            tell: ({ availableAt }) => ({
              value: { amount, token, availableAt },
              text: `${shown} can be taken out from ${new Date(Number(availableAt) * 1_000).toISOString()} on.`,
              next: "worker withdraw",
            }),
          },
          options,
        );
      }),
    );
}

async function parseStake(client: Client, text: string): Promise<bigint> {
  return parseTokenAmount(client, await client.contracts.workers.STAKE_TOKEN(), text);
}

/** `posthuman worker withdraw`: take out the stake whose delay is over. */
export function workerWithdrawCommand(): Command {
  return addSendOptions(new Command("withdraw"))
    .description("take out the stake that posthuman worker unstake released, once its delay is over")
    .addHelpText("after", "\nExample:\n  $ posthuman worker withdraw --key-file worker.key")
    .action((options: SendOptions) =>
      withClient(openSigner(options), (client) =>
        carryOut(
          client,
          { act: (sender) => withdraw(sender) },
          {
            title: "Take out the stake that was released",
            lines: [],
            tell: () => ({
              value: { worker: client.account },
              text: "The stake is yours again.",
              next: "balance",
            }),
          },
          options,
        ),
      ),
    );
}
