import { pay, sharesOf } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface Options extends SendOptions {
  readonly token: string;
}

/** `posthuman pay <model> <amount>`: income for a model. */
export function payCommand(): Command {
  return addSendOptions(new Command("pay"))
    .description("give a model income, which is shared along its lineage")
    .argument("<model>", "the model's datatoken or name")
    .argument("<amount>", "how much of the token")
    .option("--token <token>", "OCEAN, a token's address, or a model's name for its datatokens", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman pay M3 5")
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        const token = await findToken(client, options.token);
        const amount = await parseTokenAmount(client, token, amountText);
        const shown = await tokenAmount(client, token, amount);
        const owners = (await sharesOf(client, model)).length;
        await carryOut(
          client,
          {
            title: `Pay ${shown} to ${name}`,
            terms: [
              ["Model", model],
              ["Shared", `among ${owners} accounts along the lineage, once it is settled`],
            ],
            act: (sender) => pay(sender, { model, token, amount }),
            tell: () => ({
              value: { model, token, amount },
              text: `${name} received ${shown}.`,
              next: `settle income ${model} --token ${options.token}`,
            }),
          },
          options,
        );
      }),
    );
}
