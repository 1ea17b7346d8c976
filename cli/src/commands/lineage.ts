import { formatAmount, getModel, lineageOf, sharesOf } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../options/wallet.ts";
import { findModel } from "../support/findModel.ts";
import { print } from "../terminal/print.ts";
import { table } from "../terminal/table.ts";
import { openClient, withClient } from "../wallet/openClient.ts";

/** `posthuman lineage <model>`: where a model comes from, and who earns what of its income. */
export function lineageCommand(): Command {
  return addWalletOptions(new Command("lineage"))
    .description("show a model's ancestors, and who earns what of its income")
    .argument("<model>", "the model's datatoken or name")
    .addHelpText("after", "\nExample:\n  $ posthuman lineage 0x5FbDB2315678afecb367f032d93F642f64180aa3")
    .action((text: string, options: WalletOptions) =>
      withClient(openClient(options), async (client) => {
        const { address: model } = await findModel(client, text);
        const lineage = await lineageOf(client, model);
        const ancestors = await Promise.all(lineage.map((one) => getModel(client, one)));
        const shares = await sharesOf(client, model);
        const rows = shares.map(({ hop, recipient, share }) => {
          const one = hop === undefined ? undefined : ancestors[hop];
          return [
            one?.name ?? "(tail)",
            shortAddress(one?.address),
            recipient,
            formatAmount(share * 100n, 18),
          ];
        });
        print(
          { lineage: ancestors, shares },
          table(["model", "datatoken", "who earns", "percent"], rows),
          options.json,
        );
      }),
    );
}

/** Enough of an address to know it again; two whole ones do not fit beside each other. */
function shortAddress(address: string | undefined): string {
  return address === undefined ? "" : `${address.slice(0, 6)}…${address.slice(-4)}`;
}
