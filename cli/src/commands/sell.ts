import { formatAmount, offerDatatokens, parseAmount, quoteSell, swap, type Client } from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSendOptions,
  addSlippageOption,
  slippageOf,
  type SendOptions,
  type SlippageOption,
} from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface Options extends SendOptions, SlippageOption {
  readonly price?: string;
  readonly for: string;
}

interface Sale {
  readonly token: string;
  readonly name: string;
  readonly amount: bigint;
  readonly payToken: string;
}

/** `posthuman sell <model> <amount>`: datatokens, at a fixed price or at once to a pool. */
export function sellCommand(): Command {
  return addSlippageOption(addSendOptions(new Command("sell")))
    .description("sell datatokens of a model: at a fixed price to whoever comes, or at once to a pool")
    .argument("<model>", "the model's datatoken or name")
    .argument("<amount>", "how many")
    .option("--price <amount>", "for one datatoken: they wait until somebody buys them; 0 gives them away")
    .option("--for <token>", "what to be paid in: OCEAN or a token's address", "OCEAN")
    .addHelpText(
      "after",
      "\nWithout --price the pool that pays most takes them now." +
        "\n\nExample:\n  $ posthuman sell M1 10 --price 2\n  $ posthuman sell M1 10 --slippage 0.5",
    )
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        slippageOf(options);
        const { address: token, name } = await findModel(client, text);
        const payToken = await findToken(client, options.for);
        const sale = { token, name, amount: parseAmount(amountText), payToken };
        await (options.price === undefined
          ? sellToPool(client, sale, options)
          : offer(client, sale, options.price, options));
      }),
    );
}

async function offer(client: Client, sale: Sale, priceText: string, options: Options): Promise<void> {
  const { token, name, amount, payToken } = sale;
  const price = await parseTokenAmount(client, payToken, priceText);
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
        value: { source: "offer", offer: id, model: token, amount, price, payToken },
        text: `Offer ${id}: ${formatAmount(amount)} ${name} for ${shown}.`,
        next: `offer list ${token}`,
      }),
    },
    options,
  );
}

async function sellToPool(client: Client, sale: Sale, options: Options): Promise<void> {
  const { token, name, amount, payToken } = sale;
  const { pool, proceeds } = await quoteSell(client, sale);
  const limit = proceeds - (proceeds * BigInt(slippageOf(options))) / 10_000n;
  await carryOut(
    client,
    {
      title: `Sell ${formatAmount(amount)} ${name}`,
      terms: [
        ["Model", token],
        ["Pool", pool],
        ["Price now", await tokenAmount(client, payToken, proceeds)],
        ["At least", await tokenAmount(client, payToken, limit)],
      ],
      act: (sender) => swap(sender, { pool, side: "sell", amount, limit }),
      tell: async ({ baseTokens: got }) => ({
        value: { source: "pool", pool, model: token, amount, proceeds: got, payToken },
        text: `You sold ${formatAmount(amount)} ${name} for ${await tokenAmount(client, payToken, got)}.`,
        next: "balance",
      }),
    },
    options,
  );
}
