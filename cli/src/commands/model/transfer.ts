import { transferTitle } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { findModel } from "../../support/findModel.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

/** `posthuman model transfer <model> <to>`: give a title away. */
export function modelTransferCommand(): Command {
  return addSendOptions(new Command("transfer"))
    .description("give a model's title to another account; what it earned so far is shared out to you first")
    .argument("<model>", "the model's datatoken or name")
    .argument("<to>", "who earns the model's half from then on")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman model transfer M2 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    )
    .action((text: string, to: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        await carryOut(
          client,
          {
            title: `Give the title of ${name} to ${to}`,
            terms: [["Model", model]],
            act: (sender) => transferTitle(sender, { model, to }),
            tell: () => ({ value: { model, to }, text: `The title of ${name} is ${to}'s.`, next: "claim" }),
          },
          options,
        );
      }),
    );
}
