import { findModel, listOffers, planWithdrawOffer } from "@posthuman/sdk";
import { Command } from "commander";
import { parseCount } from "../options/jobs.ts";
import { addSendOptions, addWalletOptions, type SendOptions, type WalletOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { print } from "../terminal/print.ts";
import { table } from "../terminal/table.ts";
import { openClient, openSigner, withClient } from "../wallet/openClient.ts";

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

/** `posthuman offer withdraw <id>`: take back what was not sold. */
export function offerWithdrawCommand(): Command {
  return addSendOptions(new Command("withdraw"))
    .description("take back what is left of your offer")
    .argument("<id>", "the offer's number, as posthuman offer list shows it")
    .addHelpText("after", "\nExample:\n  $ posthuman offer withdraw 1")
    .action((text: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const id = BigInt(parseCount(text, "an offer's number, such as 1"));
        const plan = await planWithdrawOffer(client, id);
        const { token, amount } = plan.terms;
        const left = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          plan,
          {
            title: `Take back offer ${id}`,
            lines: [["Left", left]],
            tell: () => ({
              value: { offer: id, token, amount },
              text: `You have ${left} back.`,
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}
