import { balanceOf, exitPool, formatAmount, listPools, PosthumanError, rehearse } from "@posthuman/sdk";
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
import { tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface Options extends SendOptions, SlippageOption {
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
    .action((text: string, percentText: string, options: Options) =>
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
