import {
  didOf,
  findModel,
  findToken,
  findWorkers,
  formatAmount,
  getFamily,
  getModel,
  lineageOf,
  lineageTree,
  listModels,
  listOffers,
  listPools,
  parseAmount,
  quoteBuy,
  sharesOf,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions, type WalletOptions } from "../options/wallet.ts";
import { purchaseLines } from "../plans/requestLines.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { print } from "../terminal/print.ts";
import { pairs, table } from "../terminal/table.ts";
import { openClient, withClient } from "../wallet/openClient.ts";

interface ModelListOptions extends WalletOptions {
  readonly owner?: string;
}

/** `posthuman model list`: every model, as a tree. */
export function modelListCommand(): Command {
  return addWalletOptions(new Command("list"))
    .description("list all models as a tree of parents and children")
    .option("--owner <address>", "only models whose title this account owns")
    .addHelpText("after", "\nExample:\n  $ posthuman model list --rpc http://127.0.0.1:8545")
    .action((options: ModelListOptions) =>
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
          ["least gain", `${formatAmount(family.minGain)} in the task's metric`],
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

interface ModelPriceOptions extends WalletOptions {
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
    .action((text: string, amountText: string, options: ModelPriceOptions) =>
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

/** Enough of an address to recognise it; two whole ones do not fit next to each other. */
function shortAddress(address: string | undefined): string {
  return address === undefined ? "" : `${address.slice(0, 6)}…${address.slice(-4)}`;
}
