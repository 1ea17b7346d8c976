import { Command } from "commander";
import { formatAmount, parseAmount } from "@posthuman/sdk";
import { addSendOptions, type SendOptions } from "../support/addSendOptions.ts";
import { buyPurchases } from "../support/buyPurchases.ts";
import { carryOut } from "../support/carryOut.ts";
import { choosePurchases } from "../support/choosePurchases.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { openSigner } from "../support/openClient.ts";
import { tokenAmount } from "../support/tokenAmount.ts";
import { withClient } from "../support/withClient.ts";

interface Options extends SendOptions {
  readonly with: string;
}

/** `posthuman buy <model> [amount]`: datatokens, where they are cheapest. */
export function buyCommand(): Command {
  return addSendOptions(new Command("buy"))
    .description("buy datatokens of a model; one pays for one job")
    .argument("<model>", "the model's datatoken or name")
    .argument("[amount]", "how many", "1")
    .option("--with <token>", "what to pay with: OCEAN or a token's address", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman buy M1 2")
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const { address: token, name } = await findModel(client, text);
        const payToken = await findToken(client, options.with);
        const amount = parseAmount(amountText);
        const purchases = await choosePurchases(client, { token, name, amount, payToken });
        const offers = await Promise.all(
          purchases.map(
            async ({ offer, amount: part }) =>
              [
                `Offer ${offer.id}`,
                `${formatAmount(part)} ${name} at ${await tokenAmount(client, payToken, offer.price)} each`,
              ] as const,
          ),
        );
        await carryOut(
          client,
          {
            title: `Buy ${formatAmount(amount)} ${name}`,
            terms: [["Model", token], ...offers],
            act: (sender) => buyPurchases(sender, purchases),
            tell: async (cost) => ({
              value: { model: token, amount, cost, payToken },
              text: `You bought ${formatAmount(amount)} ${name} for ${await tokenAmount(client, payToken, cost)}.`,
              next: `train ${token} --dataset my-text.txt`,
            }),
          },
          options,
        );
      }),
    );
}
