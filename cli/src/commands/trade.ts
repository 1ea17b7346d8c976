import {
  buy,
  formatAmount,
  offerDatatokens,
  parseAmount,
  quoteBuy,
  quoteSell,
  swap,
  type Client,
} from "@posthuman/sdk";
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
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface BuyOptions extends SendOptions, SlippageOption {
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
    .action((text: string, amountText: string, options: BuyOptions) =>
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

interface SellOptions extends SendOptions, SlippageOption {
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
    .action((text: string, amountText: string, options: SellOptions) =>
      withClient(openSigner(options), async (client) => {
        slippageOf(options);
        const { address: token, name } = await findModel(client, text);
        const payToken = await findToken(client, options.for);
        const sale = { token, name, amount: parseAmount(amountText), payToken };
        await (options.price === undefined
          ? sellToPool(client, sale, options)
          : offerForSale(client, sale, options.price, options));
      }),
    );
}

async function offerForSale(
  client: Client,
  sale: Sale,
  priceText: string,
  options: SellOptions,
): Promise<void> {
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

async function sellToPool(client: Client, sale: Sale, options: SellOptions): Promise<void> {
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
