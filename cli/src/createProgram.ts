import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { accountCreateCommand, accountImportCommand, accountShowCommand } from "./commands/account.ts";
import { algorithmInitCommand, algorithmPublishCommand } from "./commands/algorithm.ts";
import { algorithmTestCommand } from "./commands/algorithmTest.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { balanceCommand, transferCommand } from "./commands/holdings.ts";
import { claimCommand, payCommand, settleIncomeCommand, settleJobCommand } from "./commands/income.ts";
import { inferCommand } from "./commands/infer.ts";
import { jobCancelCommand, jobResultsCommand, jobShowCommand, jobWatchCommand } from "./commands/job.ts";
import { lineageCommand, modelListCommand, modelPriceCommand, modelShowCommand } from "./commands/model.ts";
import { modelConsentCommand, modelPublishCommand, modelTransferCommand } from "./commands/modelPublish.ts";
import { offerListCommand, offerWithdrawCommand } from "./commands/offer.ts";
import {
  workerDoctorCommand,
  workerImportBenchmarkCommand,
  workerImportDatasetCommand,
  workerImportWeightsCommand,
  workerStartCommand,
} from "./commands/operator.ts";
import { stakeCommand, unstakeCommand } from "./commands/pool.ts";
import {
  sessionCloseCommand,
  sessionKeyCommand,
  sessionRevokeCommand,
  sessionShowCommand,
  sessionVerifyCommand,
} from "./commands/session.ts";
import { buyCommand, sellCommand } from "./commands/trade.ts";
import { trainCommand } from "./commands/train.ts";
import {
  workerAuthoriseCommand,
  workerShowCommand,
  workerStakeCommand,
  workerUnstakeCommand,
  workerWithdrawCommand,
} from "./commands/worker.ts";

/**
 * The command line `posthuman`.
 * @returns It throws what is wrong with a command instead of ending the process: `PosthumanError` where a command was
 * carried out, commander's own errors for how it was written.
 */
export function createProgram(): Command {
  const program = group("posthuman", DESCRIPTION, [
    group("account", "make and look at the account that signs", [
      accountCreateCommand(),
      accountImportCommand(),
      accountShowCommand(),
    ]),
    balanceCommand(),
    group("model", "publish and look at models", [
      modelListCommand(),
      modelShowCommand(),
      modelPriceCommand(),
      modelPublishCommand(),
      modelConsentCommand(),
      modelTransferCommand(),
    ]),
    lineageCommand(),
    buyCommand(),
    sellCommand(),
    group("offer", "look at what is for sale, and take it back", [
      offerListCommand(),
      offerWithdrawCommand(),
    ]),
    stakeCommand(),
    unstakeCommand(),
    transferCommand(),
    trainCommand(),
    inferCommand(),
    group("session", "look after a session that infer opened", [
      sessionShowCommand(),
      sessionKeyCommand(),
      sessionRevokeCommand(),
      sessionCloseCommand(),
      sessionVerifyCommand(),
    ]),
    evaluateCommand(),
    group("algorithm", "write an algorithm of your own, try it, and publish it", [
      algorithmInitCommand(),
      algorithmTestCommand(),
      algorithmPublishCommand(),
    ]),
    group("job", "look at jobs, cancel them, and fetch their results", [
      jobShowCommand(),
      jobWatchCommand(),
      jobCancelCommand(),
      jobResultsCommand(),
    ]),
    payCommand(),
    group("settle", "end a job, or share income; anyone may", [settleJobCommand(), settleIncomeCommand()]),
    claimCommand(),
    group("worker", "run a worker, for its operator and for custodians", [
      workerStartCommand(),
      workerImportWeightsCommand(),
      workerImportDatasetCommand(),
      workerImportBenchmarkCommand(),
      workerDoctorCommand(),
      workerShowCommand(),
      workerStakeCommand(),
      workerAuthoriseCommand(),
      workerUnstakeCommand(),
      workerWithdrawCommand(),
    ]),
  ])
    .version(manifest.version, "-V, --version", "print the version")
    .addHelpText("after", FIRST_STEPS);
  return strict(program);
}

/** The same settings for a command and all below it: what is not understood is thrown, and nothing is printed twice. */
function strict(command: Command): Command {
  command
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .configureHelp({ subcommandTerm: termOf });
  for (const one of command.commands) strict(one);
  return command;
}

/** A command and its arguments; that there are options goes without saying, and leaves no room in 80 columns. */
function termOf(command: Command): string {
  return `${command.name()} ${command.usage().replace(/\[(?:options|command)\] ?/g, "")}`.trim();
}

const FIRST_STEPS = `
First steps:
  $ npm run demo -- --keep                        a chain to try, in a checkout; it
                                                  prints --rpc, --addresses, --key-file
  $ posthuman account create                      then send it some coin and some OCEAN
  $ posthuman model list --rpc URL --addresses FILE
  $ posthuman infer M1 "Once upon a time" --buy   shows what it costs, and asks

Every command has --help with an example, and --json for programs; what sends asks first, and has --dry-run.
Guides: docs/guides/wallet.md, docs/guides/inference.md; tasks and their data: docs/tasks/README.md.`;

const DESCRIPTION =
  "A marketplace for pretrained transformer models whose weights never leave their custodian's machines.";

function group(name: string, description: string, commands: readonly Command[]): Command {
  const parent = new Command(name).description(description);
  for (const command of commands) parent.addCommand(command);
  return parent;
}
