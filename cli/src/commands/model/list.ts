import { lineageTree, listModels } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { print } from "../../terminal/print.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

interface Options extends WalletOptions {
  readonly owner?: string;
}

/** `posthuman model list`: every model, as a tree. */
export function modelListCommand(): Command {
  return addWalletOptions(new Command("list"))
    .description("list all models as a tree of parents and children")
    .option("--owner <address>", "only models whose title this account owns")
    .addHelpText("after", "\nExample:\n  $ posthuman model list --rpc http://127.0.0.1:8545")
    .action((options: Options) =>
      withClient(openClient(options), async (client) => {
        const { owner } = options;
        const models = await listModels(client, owner === undefined ? {} : { owner });
        const nodes = models.map(({ address, parent, name }) => ({
          address,
          parent,
          label: `${name}  ${address}`,
        }));
        print(models, models.length === 0 ? "There are no models." : lineageTree(nodes), options.json);
      }),
    );
}
