import { cancelJob, getJob, termsOf } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

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
          {
            title: `Cancel job ${id}`,
            terms: [
              ["Kind", kind],
              ["Model", model],
              ["State", (await getJob(client, id)).state],
            ],
            act: (sender) => cancelJob(sender, id),
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
