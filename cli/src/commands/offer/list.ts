import { listOffers } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { findModel } from "../../support/findModel.ts";
import { tokenAmount } from "../../terminal/amounts.ts";
import { print } from "../../terminal/print.ts";
import { table } from "../../terminal/table.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

/** `posthuman offer list [model]`: what is for sale at a fixed price. */
export function offerListCommand(): Command {
  return addWalletOptions(new Command("list"))
    .description("list open offers, cheapest first")
    .argument("[model]", "only of this model: its datatoken or name")
    .addHelpText("after", "\nExample:\n  $ posthuman offer list M1")
    .action((text: string | undefined, options: WalletOptions) =>
      withClient(openClient(options), async (client) => {
        const filter = text === undefined ? {} : { token: (await findModel(client, text)).address };
        const offers = await listOffers(client, filter);
        const rows = await Promise.all(
          offers.map(async ({ id, seller, token, payToken, price, amount }) => [
            ...[String(id), await tokenAmount(client, token, amount)],
            ...[await tokenAmount(client, payToken, price), seller],
          ]),
        );
        const shown =
          rows.length === 0 ? "Nothing is offered." : table(["offer", "left", "price", "seller"], rows);
        print(offers, shown, options.json);
      }),
    );
}
