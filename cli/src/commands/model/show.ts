import { didOf, findWorkers, formatAmount, getFamily, listOffers } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../../options/wallet.ts";
import { findModel } from "../../support/findModel.ts";
import { print } from "../../terminal/print.ts";
import { pairs } from "../../terminal/table.ts";
import { openClient, withClient } from "../../wallet/openClient.ts";

/** `posthuman model show <model>`: all that the chain says of a model. */
export function modelShowCommand(): Command {
  return addWalletOptions(new Command("show"))
    .description("show a model: owner, parent, family terms, workers")
    .argument("<model>", "the model's datatoken, or its name if no other model has it")
    .addHelpText("after", "\nExample:\n  $ posthuman model show M1")
    .action((text: string, options: WalletOptions) =>
      withClient(openClient(options), async (client) => {
        const model = await findModel(client, text);
        const family = await getFamily(client, model.address);
        const workers = await findWorkers(client, model.address);
        const forSale = (await listOffers(client, { token: model.address })).reduce(
          (sum, { amount }) => sum + amount,
          0n,
        );
        const did = didOf({ dataNft: model.dataNft, chainId: client.chainId });
        const lines = pairs([
          ["name", model.name],
          ["datatoken", model.address],
          ["title owner", model.owner],
          ["parent", model.parent ?? "none: it is a root"],
          ["generation", String(model.generation)],
          ["custodian", family.custodian],
          ["trust class", family.trustClass],
          ["least gain", `${formatAmount(family.minGain)} bits per byte`],
          ["birth supply", formatAmount(family.birthSupply)],
          ["tail", family.tailRecipient],
          ["held-out set", family.evaluationHash],
          ["weights", model.weightsRoot],
          ["collector", model.collector],
          ["asset", did],
          ["for sale", `${formatAmount(forSale)} in open offers`],
          ["workers", workers.map(({ endpoint }) => endpoint).join(", ") || "none announced"],
        ]);
        print({ ...model, family, workers, did, forSale }, lines, options.json);
      }),
    );
}
