import {
  createPool,
  formatAmount,
  joinPool,
  listPools,
  parseAmount,
  PosthumanError,
  type Client,
  type Pool,
} from "@posthuman/sdk";
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
  readonly datatokens?: string;
  readonly with: string;
  readonly fee: string;
}

interface Stake {
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
    .action((text: string, amountText: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        slippageOf(options);
        const { address: datatoken, name } = await findModel(client, text);
        const baseToken = await findToken(client, options.with);
        const baseTokens = await parseTokenAmount(client, baseToken, amountText);
        const stake = { datatoken, name, baseToken, baseTokens };
        const [pool] = await listPools(client, { datatoken, baseToken });
        await (pool === undefined ? open(client, stake, options) : join(client, stake, pool, options));
      }),
    );
}

async function open(client: Client, stake: Stake, options: Options): Promise<void> {
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

async function join(client: Client, stake: Stake, { address: pool }: Pool, options: Options): Promise<void> {
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
