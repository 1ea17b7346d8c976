import { Command } from "commander";
import { getWorker, unbond, type Sent } from "@posthuman/sdk";
import { addSendOptions, type SendOptions } from "../../support/addSendOptions.ts";
import { carryOut } from "../../support/carryOut.ts";
import { openSigner } from "../../support/openClient.ts";
import { parseTokenAmount } from "../../support/parseTokenAmount.ts";
import { tokenAmount } from "../../support/tokenAmount.ts";
import { withClient } from "../../support/withClient.ts";

/** `posthuman worker unstake <amount>`: begin to take stake out. */
export function workerUnstakeCommand(): Command {
  return addSendOptions(new Command("unstake"))
    .description("begin to take stake out, with the worker's own account; it comes out after a delay")
    .argument("<amount>", "how much of the stake that no job locks")
    .addHelpText("after", "\nExample:\n  $ posthuman worker unstake 100 --key-file worker.key")
    .action((text: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const { workers } = client.contracts;
        const token = await workers.STAKE_TOKEN();
        const { stake, locked } = await getWorker(client, client.account ?? "");
        const amount = await parseTokenAmount(client, token, text);
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          {
            title: `Begin to take ${shown} of stake out`,
            terms: [
              [
                "Stake",
                `${await tokenAmount(client, token, stake)}, ${await tokenAmount(client, token, locked)} locked`,
              ],
            ],
            act: async (sender) => availableAt(await unbond(sender, amount)),
            tell: (until) => ({
              value: { amount, token, availableAt: until },
              text: `${shown} can be taken out from ${new Date(Number(until) * 1_000).toISOString()} on.`,
              next: "worker withdraw",
            }),
          },
          options,
        );
      }),
    );
}

/** When the stake can be taken out, Unix time, as the registry's event says. */
function availableAt({ receipt }: Sent): bigint {
  const started = receipt.logs.find((log) => "eventName" in log && log.eventName === "UnbondingStarted");
  return started !== undefined && "args" in started ? BigInt(started.args["availableAt"] as bigint) : 0n;
}
