import { withdraw } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

/** `posthuman worker withdraw`: take out the stake whose delay is over. */
export function workerWithdrawCommand(): Command {
  return addSendOptions(new Command("withdraw"))
    .description("take out the stake that posthuman worker unstake released, once its delay is over")
    .addHelpText("after", "\nExample:\n  $ posthuman worker withdraw --key-file worker.key")
    .action((options: SendOptions) =>
      withClient(openSigner(options), (client) =>
        carryOut(
          client,
          {
            title: "Take out the stake that was released",
            terms: [],
            act: (sender) => withdraw(sender),
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
