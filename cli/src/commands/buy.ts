import { buy, formatAmount, parseAmount, quoteBuy } from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSendOptions,
  addSlippageOption,
  slippageOf,
  type SendOptions,
  type SlippageOption,
} from "../options/wallet.ts";
import { carryOut, purchaseLines } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface Options extends SendOptions, SlippageOption {
  readonly with: string;
}

/** `posthuman buy <model> [amount]`: datatokens, where they are cheapest. */
export function buyCommand(): Command {
  return addSlippageOption(addSendOptions(new Command("buy")))
    .description(
      "buy datatokens of a model, from offers or a pool, whichever is cheaper; one pays for one job",
    )
    .argument("<model>", "the model's datatoken or name")
    .argument("[amount]", "how many", "1")
    .option("--with <token>", "what to pay with: OCEAN or a token's address", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman buy M1 2")
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const slippage = slippageOf(options);
        const { address: token, name } = await findModel(client, text);
        const payToken = await findToken(client, options.with);
        const amount = parseAmount(amountText);
        const wanted = { token, amount, payToken };
        const { purchases } = await quoteBuy(client, wanted);
        const shown = `${formatAmount(amount)} ${name}`;
        await carryOut(
          client,
          {
            title: `Buy ${shown}`,
            terms: [
              ["Model", token],
              ...(await purchaseLines(client, purchases)),
              ["Slippage", `at most ${options.slippage} %`],
            ],
            act: (sender) => buy(sender, { ...wanted, purchases, slippage }),
            tell: async ({ cost }) => ({
              value: { model: token, amount, cost, payToken },
              text: `You bought ${shown} for ${await tokenAmount(client, payToken, cost)}.`,
              next: `train ${token} --dataset my-text.txt`,
            }),
          },
          options,
        );
      }),
    );
}
