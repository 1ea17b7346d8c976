import { formatAmount, listPools, parseAmount, quoteBuy } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { purchaseLines } from "../../plans/carryOut.ts";
import { findModel } from "../../support/findModel.ts";
import { findToken } from "../../support/findToken.ts";
import { tokenAmount } from "../../terminal/amounts.ts";
import { print } from "../../terminal/print.ts";
import { pairs } from "../../terminal/table.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

interface Options extends WalletOptions {
  readonly with: string;
}

/** `posthuman model price <model> [amount]`: what datatokens cost now. */
export function modelPriceCommand(): Command {
  return addWalletOptions(new Command("price"))
    .description("show what datatokens of a model cost now, and where")
    .argument("<model>", "the model's datatoken or name")
    .argument("[amount]", "how many", "1")
    .option("--with <token>", "what to pay with: OCEAN or a token's address", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman model price M1 5")
    .action((text: string, amountText: string, options: Options) =>
      withClient(openClient(options), async (client) => {
        const { address: token, name } = await findModel(client, text);
        const [amount, payToken] = [parseAmount(amountText), await findToken(client, options.with)];
        const { purchases, cost } = await quoteBuy(client, { token, amount, payToken });
        const pools = await listPools(client, { datatoken: token, baseToken: payToken });
        const lines = [
          `${formatAmount(amount)} ${name} cost ${await tokenAmount(client, payToken, cost)} now.`,
          pairs(await purchaseLines(client, purchases)),
          `Next: posthuman buy ${token} ${formatAmount(amount)}`,
        ];
        print({ model: token, amount, cost, payToken, purchases, pools }, lines.join("\n"), options.json);
      }),
    );
}
