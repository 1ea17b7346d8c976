import {
  checkedAddress,
  claimableOf,
  claimFor,
  listModels,
  PosthumanError,
  type Client,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findToken } from "../support/findToken.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface Options extends SendOptions {
  readonly for?: string;
}

/** `posthuman claim [token]`: take out what was earned. */
export function claimCommand(): Command {
  return addSendOptions(new Command("claim"))
    .description("take out what you earned; by default of OCEAN and of every model's datatokens")
    .argument("[token]", "only this: OCEAN, a token's address, or a model's name for its datatokens")
    .option("--for <address>", "send another account what that account earned; anyone may")
    .addHelpText("after", "\nExample:\n  $ posthuman claim\n  $ posthuman claim OCEAN")
    .action((text: string | undefined, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const account =
          options.for === undefined ? (client.account ?? "") : checkedAddress(options.for, "account");
        const tokens = text === undefined ? await allTokens(client) : [await findToken(client, text)];
        const earned = await claimableIn(client, account, tokens);
        if (earned.length === 0) throw new PosthumanError("NOTHING_TO_MOVE", { token: text ?? "(any)" });
        const shown = await Promise.all(
          earned.map(({ token, amount }) => tokenAmount(client, token, amount)),
        );
        await carryOut(
          client,
          {
            title: `Claim ${shown.join(", ")}`,
            terms: account === client.account ? [] : [["For", account]],
            act: async (sender) => {
              for (const { token } of earned) await claimFor(sender, { account, token });
            },
            tell: () => ({
              value: { account, claimed: earned },
              text: `${account} received ${shown.join(", ")}.`,
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}

async function allTokens(client: Client): Promise<string[]> {
  return [client.addresses.ocean.Token, ...(await listModels(client)).map(({ address }) => address)];
}

async function claimableIn(client: Client, account: string, tokens: readonly string[]) {
  const all = await Promise.all(
    tokens.map(async (token) => ({ token, amount: await claimableOf(client, { account, token }) })),
  );
  return all.filter(({ amount }) => amount > 0n);
}
