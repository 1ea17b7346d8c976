import { inboxOf, lineageOf, PosthumanError, settleLineage } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { findModel } from "../../support/findModel.ts";
import { findToken } from "../../support/findToken.ts";
import { tokenAmount } from "../../terminal/amounts.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

interface Options extends SendOptions {
  readonly token?: string;
}

/** `posthuman settle income <model>`: share what a lineage received. */
export function settleIncomeCommand(): Command {
  return addSendOptions(new Command("income"))
    .description("share the income of a model and its ancestors among those who earn it; anyone may")
    .argument("<model>", "the model's datatoken or name")
    .option(
      "--token <token>",
      "which income: OCEAN, an address, a model's name; by default its own datatokens",
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman settle income M2\n  $ posthuman settle income M2 --token OCEAN",
    )
    .action((text: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        const token = options.token === undefined ? model : await findToken(client, options.token);
        const lineage = await lineageOf(client, model);
        const inboxes = await Promise.all(lineage.map((one) => inboxOf(client, { model: one, token })));
        const waiting = inboxes.reduce((sum, amount) => sum + amount, 0n);
        if (waiting === 0n) throw new PosthumanError("NOTHING_TO_MOVE", { token });
        const shown = await tokenAmount(client, token, waiting);
        await carryOut(
          client,
          {
            title: `Share the income of ${name} along its lineage`,
            terms: [
              ["Waiting", shown],
              ["Models", String(lineage.length)],
            ],
            act: (sender) => settleLineage(sender, { model, token }),
            tell: () => ({
              value: { model, token, shared: waiting },
              text: `${shown} shared along the lineage of ${name}.`,
              next: "claim",
            }),
          },
          options,
        );
      }),
    );
}
