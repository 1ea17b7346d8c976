import { Command } from "commander";
import { formatAmount, parseAmount } from "@posthuman/sdk";
import { addWalletOptions, type WalletOptions } from "../../support/addWalletOptions.ts";
import { choosePurchases } from "../../support/choosePurchases.ts";
import { findModel } from "../../support/findModel.ts";
import { openClient } from "../../support/openClient.ts";
import { print } from "../../support/print.ts";
import { tokenAmount } from "../../support/tokenAmount.ts";
import { withClient } from "../../support/withClient.ts";

/** `posthuman model price <model> [amount]`: what datatokens cost now. */
export function modelPriceCommand(): Command {
  return addWalletOptions(new Command("price"))
    .description("show what datatokens of a model cost now, in OCEAN")
    .argument("<model>", "the model's datatoken or name")
    .argument("[amount]", "how many", "1")
    .addHelpText("after", "\nExample:\n  $ posthuman model price M1 5")
    .action((text: string, amountText: string, options: WalletOptions) =>
      withClient(openClient(options), async (client) => {
        const { address: token, name } = await findModel(client, text);
        const [amount, payToken] = [parseAmount(amountText), client.addresses.ocean.Token];
        const purchases = await choosePurchases(client, { token, name, amount, payToken });
        const costs = await Promise.all(
          purchases.map(({ offer, amount: part }) => client.contracts.offers.costOf(offer.id, part)),
        );
        const cost = costs.reduce((sum, one) => sum + one, 0n);
        const shown = await tokenAmount(client, payToken, cost);
        print(
          { model: token, amount, cost, payToken },
          `${formatAmount(amount)} ${name} cost ${shown} now.\nNext: posthuman buy ${token} ${formatAmount(amount)}`,
          options.json,
        );
      }),
    );
}
