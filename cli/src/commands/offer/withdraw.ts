import { getOffer, PosthumanError, withdrawOffer } from "@posthuman/sdk";
import { Command } from "commander";
import { parseCount } from "../../options/jobs.ts";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { tokenAmount } from "../../terminal/amounts.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

/** `posthuman offer withdraw <id>`: take back what was not sold. */
export function offerWithdrawCommand(): Command {
  return addSendOptions(new Command("withdraw"))
    .description("take back what is left of your offer")
    .argument("<id>", "the offer's number, as posthuman offer list shows it")
    .addHelpText("after", "\nExample:\n  $ posthuman offer withdraw 1")
    .action((text: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const id = BigInt(parseCount(text, "an offer's number, such as 1"));
        const { token, amount, seller } = await getOffer(client, id);
        if (seller !== client.account)
          throw new PosthumanError("NOT_SELLER", { caller: client.account ?? "" });
        const left = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          {
            title: `Take back offer ${id}`,
            terms: [["Left", left]],
            act: (sender) => withdrawOffer(sender, id),
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
