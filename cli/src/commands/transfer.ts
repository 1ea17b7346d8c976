import { transferDatatoken } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findToken } from "../support/findToken.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

/** `posthuman transfer <token> <amount> <to>`: give tokens away. */
export function transferCommand(): Command {
  return addSendOptions(new Command("transfer"))
    .description("give tokens to another account")
    .argument("<token>", "OCEAN, a token's address, or a model's name for its datatokens")
    .argument("<amount>", "how many")
    .argument("<to>", "the account that gets them")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman transfer M1 2 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    )
    .action((text: string, amountText: string, to: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const token = await findToken(client, text);
        const amount = await parseTokenAmount(client, token, amountText);
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          {
            title: `Give ${shown} to ${to}`,
            terms: [["Token", token]],
            act: (sender) => transferDatatoken(sender, { token, to, amount }),
            tell: () => ({ value: { token, amount, to }, text: `${to} received ${shown}.`, next: "balance" }),
          },
          options,
        );
      }),
    );
}
