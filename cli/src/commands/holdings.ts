import {
  balanceOf,
  checkedAddress,
  claimableOf,
  coinOf,
  findToken,
  formatAmount,
  listModels,
  PosthumanError,
  planTransfer,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, addWalletOptions, type SendOptions, type WalletOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { print } from "../terminal/print.ts";
import { table } from "../terminal/table.ts";
import { openClient, openSigner, withClient } from "../wallet/openClient.ts";

/** `posthuman balance [address]`: what an account holds and can claim. */
export function balanceCommand(): Command {
  return addWalletOptions(new Command("balance"))
    .description("show what an account holds, and what it can claim, of OCEAN and every model's datatokens")
    .argument("[address]", "the account; by default that of the key")
    .addHelpText("after", "\nExample:\n  $ posthuman balance 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    .action((address: string | undefined, options: WalletOptions) =>
      withClient(openClient(options), async (client) => {
        const account = address === undefined ? client.account : checkedAddress(address, "account");
        if (account === undefined) throw new PosthumanError("ACCOUNT_MISSING");
        const tokens = [
          { name: "OCEAN", address: client.addresses.ocean.Token },
          ...(await listModels(client)).map((model) => ({ name: model.name, address: model.address })),
        ];
        const rows = await Promise.all(
          tokens.map(async ({ name, address: token }) => ({
            name,
            token,
            amount: await balanceOf(client, { token, account }),
            claimable: await claimableOf(client, { token, account }),
          })),
        );
        const coin = { symbol: coinOf(client.chainId), amount: await client.provider.getBalance(account) };
        const cells = rows.map(({ name, token, amount, claimable }) => [
          name,
          formatAmount(amount),
          formatAmount(claimable),
          token,
        ]);
        const coinCells = [coin.symbol, formatAmount(coin.amount), "", "the chain's coin, for fees"];
        print(
          { account, coin, tokens: rows },
          table(["token", "holds", "can claim", "address"], [coinCells, ...cells]),
          options.json,
        );
      }),
    );
}

/** `posthuman transfer <token> <amount> <to>`: give tokens away. */
export function transferCommand(): Command {
  return addSendOptions(new Command("transfer"))
    .description("give tokens to another account")
    .argument("<token>", "OCEAN, a token's address, or a model's name for its datatokens")
    .argument("<amount>", "how many")
    .argument("<to>", "the account that gets them")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman transfer M1 2 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    )
    .action((text: string, amountText: string, to: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const token = await findToken(client, text);
        const amount = await parseTokenAmount(client, token, amountText);
        const plan = planTransfer(client, { token, amount, to });
        const shown = await tokenAmount(client, token, amount);
        await carryOut(
          client,
          plan,
          {
            title: `Give ${shown} to ${to}`,
            lines: [["Token", token]],
            tell: () => ({ value: { token, amount, to }, text: `${to} received ${shown}.`, next: "balance" }),
          },
          options,
        );
      }),
    );
}
