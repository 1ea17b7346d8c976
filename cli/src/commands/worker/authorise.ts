import { authoriseWorker } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

interface Options extends SendOptions {
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
    .action((worker: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const authorised = !options.revoke;
        await carryOut(
          client,
          {
            title: authorised ? `Authorise the worker ${worker}` : `Take the right from the worker ${worker}`,
            terms: [["Covers", "all models whose custodian is your account"]],
            act: (sender) => authoriseWorker(sender, { worker, authorised }),
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
