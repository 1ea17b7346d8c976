import {
  findModel,
  findToken,
  formatAmount,
  parseAmount,
  planStake,
  planUnstake,
  PosthumanError,
  type Client,
  type Staked,
  type StakeTerms,
} from "@posthuman/sdk";
import { Command } from "commander";
import { parseCount } from "../options/jobs.ts";
import {
  addSendOptions,
  addSlippageOption,
  slippageOf,
  type SendOptions,
  type SlippageOption,
} from "../options/wallet.ts";
import { carryOut, type Words } from "../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface StakeOptions extends SendOptions, SlippageOption {
  readonly datatokens?: string;
  readonly with: string;
  readonly fee: string;
}

/** `posthuman stake <model> <amount>`: liquidity for a model's pool. */
export function stakeCommand(): Command {
  return addSlippageOption(addSendOptions(new Command("stake")))
    .description(
      "put OCEAN and datatokens into a model's pool, for a part of it and of the fees that it earns",
    )
    .argument("<model>", "the model's datatoken or name")
    .argument("<amount>", "how much OCEAN; datatokens follow at the pool's price")
    .option("--datatokens <count>", "to open a pool where there is none: their ratio is the first price")
    .option("--with <token>", "instead of OCEAN: the address of another token that the market takes", "OCEAN")
    .option("--fee <per cent>", "of each trade in a pool that is opened, for those who stake", "0.3")
    .addHelpText("after", "\nExample:\n  $ posthuman stake M1 40 --datatokens 20\n  $ posthuman stake M1 10")
    .action((text: string, amountText: string, options: StakeOptions) =>
      withClient(openSigner(options), async (client) => {
        const slippage = slippageOf(options);
        const { address: datatoken, name } = await findModel(client, text);
        const baseToken = await findToken(client, options.with);
        const plan = await planStake(client, {
          datatoken,
          baseToken,
          baseTokens: await parseTokenAmount(client, baseToken, amountText),
          datatokens: options.datatokens === undefined ? undefined : parseAmount(options.datatokens),
          // Parsed with 16 decimals, a number of per cent is that part of 1e18.
          swapFee: parseAmount(options.fee, 16),
          slippage,
        });
        await carryOut(client, plan, await stakeWords(client, plan.terms, name, options), options);
      }),
    );
}

async function stakeWords(
  client: Client,
  terms: StakeTerms,
  name: string,
  options: StakeOptions,
): Promise<Words<Staked>> {
  const { token: datatoken } = terms.datatokens;
  const { token: baseToken, amount: baseTokens } = terms.baseTokens;
  if (terms.pool === undefined) {
    return {
      title: `Open a pool for ${name}`,
      lines: [
        ["Model", datatoken],
        ["First price", `${await tokenAmount(client, baseToken, terms.firstPrice)} for each ${name}`],
        ["Trading fee", `${options.fee} % for those who stake`],
      ],
      tell: ({ pool, datatokens }) => ({
        value: { pool, datatoken, datatokens, baseToken, baseTokens },
        text: `The pool of ${name} is open: ${pool}\nAll of it is yours so far.`,
        next: `model price ${datatoken}`,
      }),
    };
  }
  const put = [
    await tokenAmount(client, baseToken, baseTokens),
    `${formatAmount(terms.datatokens.amount)} ${name}`,
  ];
  return {
    title: `Stake in the pool of ${name}`,
    lines: [
      ["Pool", terms.pool],
      ["You put in", put.join(", ")],
      ["For", `${formatAmount(terms.shares)} shares of the pool`],
      ["Slippage", `at most ${options.slippage} %`],
    ],
    tell: ({ pool, datatokens, shares = 0n }) => ({
      value: { pool, datatoken, datatokens, baseToken, baseTokens, shares },
      text: `You hold ${formatAmount(shares)} more shares of the pool of ${name}.`,
      next: `unstake ${datatoken}`,
    }),
  };
}

interface UnstakeOptions extends SendOptions, SlippageOption {
  readonly with: string;
}

/** `posthuman unstake <model> [per cent]`: liquidity back. */
export function unstakeCommand(): Command {
  return addSlippageOption(addSendOptions(new Command("unstake")))
    .description("take your part of a model's pool out, in OCEAN and datatokens")
    .argument("<model>", "the model's datatoken or name")
    .argument("[per cent]", "how much of your part", "100")
    .option("--with <token>", "the pool's other token, if it is not OCEAN", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman unstake M1 50")
    .action((text: string, percentText: string, options: UnstakeOptions) =>
      withClient(openSigner(options), async (client) => {
        const slippage = slippageOf(options);
        const percent = parsePercent(percentText);
        const { address: datatoken, name } = await findModel(client, text);
        const baseToken = await findToken(client, options.with);
        const plan = await planUnstake(client, { datatoken, baseToken, percent, slippage });
        const { pool, shares, held } = plan.terms;
        await carryOut(
          client,
          plan,
          {
            title: `Unstake from the pool of ${name}`,
            lines: [
              ["Pool", pool],
              ["Shares", `${formatAmount(shares)} of your ${formatAmount(held)}`],
              ["Slippage", `at most ${options.slippage} %`],
            ],
            tell: async ({ datatokens, baseTokens, shares: given }) => ({
              value: { pool, shares: given, datatokens, baseTokens },
              text: `You got ${formatAmount(datatokens)} ${name} and ${await tokenAmount(client, baseToken, baseTokens)}.`,
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}

function parsePercent(text: string): number {
  const example = "per cent from 1 to 100";
  const percent = parseCount(text, example);
  if (percent <= 100) return percent;
  throw new PosthumanError("NUMBER_INVALID", { text, what: "part in per cent", example });
}
