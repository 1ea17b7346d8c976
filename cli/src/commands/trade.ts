import {
  findModel,
  findToken,
  formatAmount,
  parseAmount,
  planBuy,
  planSell,
  type Client,
  type SellTerms,
  type Sold,
} from "@posthuman/sdk";
import { Command } from "commander";
import {
  addSendOptions,
  addSlippageOption,
  slippageOf,
  type SendOptions,
  type SlippageOption,
} from "../options/wallet.ts";
import { carryOut, type Words } from "../plans/carryOut.ts";
import { purchaseLines } from "../plans/requestLines.ts";
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
        const plan = await planBuy(client, { token, amount, payToken, slippage });
        const shown = `${formatAmount(amount)} ${name}`;
        await carryOut(
          client,
          plan,
          {
            title: `Buy ${shown}`,
            lines: [
              ["Model", token],
              ...(await purchaseLines(client, plan.terms.purchases)),
              ["Slippage", `at most ${options.slippage} %`],
            ],
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
        const slippage = slippageOf(options);
        const { address: token, name } = await findModel(client, text);
        const payToken = await findToken(client, options.for);
        const amount = parseAmount(amountText);
        const price =
          options.price === undefined
            ? {}
            : { price: await parseTokenAmount(client, payToken, options.price) };
        const plan = await planSell(client, { token, amount, payToken, slippage, ...price });
        await carryOut(client, plan, await sellWords(client, plan.terms, name), options);
      }),
    );
}

async function sellWords(client: Client, terms: SellTerms, name: string): Promise<Words<Sold>> {
  const { token: model, amount } = terms.sells;
  const count = `${formatAmount(amount)} ${name}`;
  if (terms.source === "offer") {
    const { token: payToken, amount: price } = terms.price;
    const each = `${await tokenAmount(client, payToken, price)} each`;
    return {
      title: `Offer ${count} for sale`,
      lines: [
        ["Model", model],
        ["Price", price === 0n ? "none: they are given away" : each],
        ["Until", "sold, or taken back with posthuman offer withdraw"],
      ],
      tell(sold) {
        const offer = sold.source === "offer" ? sold.offer : 0n;
        return {
          value: { source: "offer", offer, model, amount, price, payToken },
          text: `Offer ${offer}: ${count} for ${each}.`,
          next: `offer list ${model}`,
        };
      },
    };
  }
  const { pool, proceeds, least } = terms;
  const { token: payToken } = proceeds;
  return {
    title: `Sell ${count}`,
    lines: [
      ["Model", model],
      ["Pool", pool],
      ["Price now", await tokenAmount(client, payToken, proceeds.amount)],
      ["At least", await tokenAmount(client, payToken, least)],
    ],
    async tell(sold) {
      const got = sold.source === "pool" ? sold.proceeds : 0n;
      return {
        value: { source: "pool", pool, model, amount, proceeds: got, payToken },
        text: `You sold ${count} for ${await tokenAmount(client, payToken, got)}.`,
        next: "balance",
      };
    },
  };
}
