import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { accountCreateCommand } from "./commands/account/create.ts";
import { accountImportCommand } from "./commands/account/import.ts";
import { accountShowCommand } from "./commands/account/show.ts";
import { algorithmInitCommand } from "./commands/algorithm/init.ts";
import { algorithmPublishCommand } from "./commands/algorithm/publish.ts";
import { algorithmTestCommand } from "./commands/algorithm/test.ts";
import { balanceCommand } from "./commands/balance.ts";
import { buyCommand } from "./commands/buy.ts";
import { claimCommand } from "./commands/claim.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { inferCommand } from "./commands/infer.ts";
import { jobCancelCommand } from "./commands/job/cancel.ts";
import { jobResultsCommand } from "./commands/job/results.ts";
import { jobShowCommand } from "./commands/job/show.ts";
import { jobWatchCommand } from "./commands/job/watch.ts";
import { lineageCommand } from "./commands/lineage.ts";
import { modelConsentCommand } from "./commands/model/consent.ts";
import { modelListCommand } from "./commands/model/list.ts";
import { modelPriceCommand } from "./commands/model/price.ts";
import { modelPublishCommand } from "./commands/model/publish.ts";
import { modelShowCommand } from "./commands/model/show.ts";
import { modelTransferCommand } from "./commands/model/transfer.ts";
import { offerListCommand } from "./commands/offer/list.ts";
import { offerWithdrawCommand } from "./commands/offer/withdraw.ts";
import { payCommand } from "./commands/pay.ts";
import { sellCommand } from "./commands/sell.ts";
import { sessionCloseCommand } from "./commands/session/close.ts";
import { sessionKeyCommand } from "./commands/session/key.ts";
import { sessionRevokeCommand } from "./commands/session/revoke.ts";
import { sessionShowCommand } from "./commands/session/show.ts";
import { sessionVerifyCommand } from "./commands/session/verify.ts";
import { settleIncomeCommand } from "./commands/settle/income.ts";
import { settleJobCommand } from "./commands/settle/job.ts";
import { stakeCommand } from "./commands/stake.ts";
import { trainCommand } from "./commands/train.ts";
import { transferCommand } from "./commands/transfer.ts";
import { unstakeCommand } from "./commands/unstake.ts";
import { workerAuthoriseCommand } from "./commands/worker/authorise.ts";
import { workerDoctorCommand } from "./commands/worker/doctor.ts";
import { workerImportBenchmarkCommand } from "./commands/worker/importBenchmark.ts";
import { workerImportDatasetCommand } from "./commands/worker/importDataset.ts";
import { workerImportWeightsCommand } from "./commands/worker/importWeights.ts";
import { workerShowCommand } from "./commands/worker/show.ts";
import { workerStakeCommand } from "./commands/worker/stake.ts";
import { workerStartCommand } from "./commands/worker/start.ts";
import { workerUnstakeCommand } from "./commands/worker/unstake.ts";
import { workerWithdrawCommand } from "./commands/worker/withdraw.ts";

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

/** The same settings for a command and all below it: what is not understood is refused, and nothing is printed twice. */
function strict(command: Command): Command {
  command
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
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
  $ posthuman account create                      then send it some coin and some OCEAN
  $ posthuman model list --network sepolia        or --rpc and --addresses for another chain
  $ posthuman infer M1 "Once upon a time" --buy   shows what it costs, and asks

Every command has --help with an example, and --json for programs; what sends asks first, and has --dry-run.
Guides: docs/guides/wallet.md, docs/guides/inference.md; tasks and their data: docs/tasks/README.md.`;

const DESCRIPTION =
  "A marketplace for pretrained transformer models whose weights never leave their keeper's machines.";

function group(name: string, description: string, commands: readonly Command[]): Command {
  const parent = new Command(name).description(description);
  for (const command of commands) parent.addCommand(command);
  return parent;
}
