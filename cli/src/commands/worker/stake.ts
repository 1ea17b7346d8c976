import { stake } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../../terminal/amounts.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

/** `posthuman worker stake <worker> <amount>`: what a worker stands to lose. */
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
        const [token, leaseStake] = await Promise.all([
          client.contracts.workers.STAKE_TOKEN(),
          client.contracts.market.LEASE_STAKE(),
        ]);
        const amount = await parseTokenAmount(client, token, text);
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          {
            title: `Stake ${shown} for the worker ${worker}`,
            terms: [
              ["Locked", `${await tokenAmount(client, token, leaseStake)} for each job at a time`],
              ["Back", "to the worker's own account: worker unstake, then worker withdraw"],
            ],
            act: (sender) => stake(sender, { worker, amount }),
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
