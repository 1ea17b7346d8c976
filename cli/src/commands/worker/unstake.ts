import { getWorker, unbond, type Sent } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../../terminal/amounts.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

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
