import {
  balanceOf,
  createPool,
  exitPool,
  formatAmount,
  joinPool,
  listPools,
  parseAmount,
  PosthumanError,
  rehearse,
  type Client,
  type Pool,
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
import { carryOut } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface StakeOptions extends SendOptions, SlippageOption {
  readonly datatokens?: string;
  readonly with: string;
  readonly fee: string;
}

interface StakeWanted {
  readonly datatoken: string;
  readonly name: string;
  readonly baseToken: string;
  readonly baseTokens: bigint;
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
        slippageOf(options);
        const { address: datatoken, name } = await findModel(client, text);
        const baseToken = await findToken(client, options.with);
        const baseTokens = await parseTokenAmount(client, baseToken, amountText);
        const stake = { datatoken, name, baseToken, baseTokens };
        const [pool] = await listPools(client, { datatoken, baseToken });
        await (pool === undefined
          ? openPoolFor(client, stake, options)
          : stakeInPool(client, stake, pool, options));
      }),
    );
}

async function openPoolFor(client: Client, stake: StakeWanted, options: StakeOptions): Promise<void> {
  const { datatoken, name, baseToken, baseTokens } = stake;
  if (options.datatokens === undefined) throw new PosthumanError("POOL_MISSING", { token: name });
  const datatokens = parseAmount(options.datatokens);
  // Parsed with 16 decimals, a number of per cent is that part of 1e18.
  const swapFee = parseAmount(options.fee, 16);
  const one = datatokens === 0n ? 0n : (baseTokens * 10n ** 18n) / datatokens;
  await carryOut(
    client,
    {
      title: `Open a pool for ${name}`,
      terms: [
        ["Model", datatoken],
        ["First price", `${await tokenAmount(client, baseToken, one)} for each ${name}`],
        ["Trading fee", `${options.fee} % for those who stake`],
      ],
      act: (sender) => createPool(sender, { datatoken, datatokens, baseToken, baseTokens, swapFee }),
      tell: ({ pool }) => ({
        value: { pool, datatoken, datatokens, baseToken, baseTokens },
        text: `The pool of ${name} is open: ${pool}\nAll of it is yours so far.`,
        next: `model price ${datatoken}`,
      }),
    },
    options,
  );
}

async function stakeInPool(
  client: Client,
  stake: StakeWanted,
  { address: pool }: Pool,
  options: StakeOptions,
): Promise<void> {
  const { datatoken, name, baseToken, baseTokens } = stake;
  const quote = await client.contracts.poolDesk.quoteJoin(pool, baseTokens);
  const slippage = slippageOf(options);
  await carryOut(
    client,
    {
      title: `Stake in the pool of ${name}`,
      terms: [
        ["Pool", pool],
        [
          "You put in",
          `${await tokenAmount(client, baseToken, baseTokens)}, ${formatAmount(quote.datatokens)} ${name}`,
        ],
        ["For", `${formatAmount(quote.shares)} shares of the pool`],
        ["Slippage", `at most ${options.slippage} %`],
      ],
      act: (sender) => joinPool(sender, { pool, baseTokens, slippage, quote }),
      tell: ({ shares, datatokens }) => ({
        value: { pool, datatoken, datatokens, baseToken, baseTokens, shares },
        text: `You hold ${formatAmount(shares)} more shares of the pool of ${name}.`,
        next: `unstake ${datatoken}`,
      }),
    },
    options,
  );
}

interface UnstakeOptions extends SendOptions, SlippageOption {
  readonly with: string;
}

const PERCENT = "per cent from 1 to 100";

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
        const percent = parseCount(percentText, PERCENT);
        if (percent > 100)
          throw new PosthumanError("NUMBER_INVALID", {
            ...{ text: percentText, what: "part in per cent", example: PERCENT },
          });
        const { address: datatoken, name } = await findModel(client, text);
        const baseToken = await findToken(client, options.with);
        const [pool] = await listPools(client, { datatoken, baseToken });
        if (pool === undefined) throw new PosthumanError("POOL_MISSING", { token: name });
        const held = await balanceOf(client, { token: pool.address, account: client.account ?? "" });
        const shares = percent === 100 ? held : (held * BigInt(percent)) / 100n;
        const exit = { pool: pool.address, shares, slippage };
        const { result: quote } = await rehearse(client, (stage) => exitPool(stage, exit));
        await carryOut(
          client,
          {
            title: `Unstake from the pool of ${name}`,
            terms: [
              ["Pool", pool.address],
              ["Shares", `${formatAmount(shares)} of your ${formatAmount(held)}`],
              ["Slippage", `at most ${options.slippage} %`],
            ],
            act: (sender) => exitPool(sender, { ...exit, quote }),
            tell: async ({ datatokens, baseTokens, shares: given }) => ({
              value: { pool: pool.address, shares: given, datatokens, baseTokens },
              text: `You got ${formatAmount(datatokens)} ${name} and ${await tokenAmount(client, baseToken, baseTokens)}.`,
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}
