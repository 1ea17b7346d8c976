import { Command } from "commander";
import { formatAmount, offerDatatokens, parseAmount } from "@posthuman/sdk";
import { addSendOptions, type SendOptions } from "../support/addSendOptions.ts";
import { carryOut } from "../support/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { openSigner } from "../support/openClient.ts";
import { parseTokenAmount } from "../support/parseTokenAmount.ts";
import { tokenAmount } from "../support/tokenAmount.ts";
import { withClient } from "../support/withClient.ts";

interface Options extends SendOptions {
  readonly price: string;
  readonly for: string;
}

/** `posthuman sell <model> <amount>`: list datatokens at a fixed price. */
export function sellCommand(): Command {
  return addSendOptions(new Command("sell"))
    .description("offer datatokens of a model at a fixed price; they wait until somebody buys them")
    .argument("<model>", "the model's datatoken or name")
    .argument("<amount>", "how many")
    .requiredOption("--price <amount>", "for one datatoken; 0 gives them away")
    .option("--for <token>", "what to be paid in: OCEAN or a token's address", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman sell M1 10 --price 2")
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const { address: token, name } = await findModel(client, text);
        const amount = parseAmount(amountText);
        const payToken = await findToken(client, options.for);
        const price = await parseTokenAmount(client, payToken, options.price);
        const shown = `${await tokenAmount(client, payToken, price)} each`;
        await carryOut(
          client,
          {
            title: `Offer ${formatAmount(amount)} ${name} for sale`,
            terms: [
              ["Model", token],
              ["Price", price === 0n ? "none: they are given away" : shown],
              ["Until", "sold, or taken back with posthuman offer withdraw"],
            ],
            act: (sender) => offerDatatokens(sender, { token, amount, payToken, price }),
            tell: ({ id }) => ({
              value: { offer: id, model: token, amount, price, payToken },
              text: `Offer ${id}: ${formatAmount(amount)} ${name} for ${shown}.`,
              next: `offer list ${token}`,
            }),
          },
          options,
        );
      }),
    );
}
