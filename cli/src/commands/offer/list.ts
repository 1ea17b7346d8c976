import { Command } from "commander";
import { listOffers } from "@posthuman/sdk";
import { addWalletOptions, type WalletOptions } from "../../support/addWalletOptions.ts";
import { findModel } from "../../support/findModel.ts";
import { openClient } from "../../support/openClient.ts";
import { print } from "../../support/print.ts";
import { table } from "../../support/table.ts";
import { tokenAmount } from "../../support/tokenAmount.ts";
import { withClient } from "../../support/withClient.ts";

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
