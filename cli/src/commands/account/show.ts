import { PosthumanError } from "@posthuman/sdk";
import { Command } from "commander";
import { addKeyOptions, type WalletOptions } from "../../options/wallet.ts";
import { print } from "../../terminal/print.ts";
import { addressIn } from "../../wallet/keystore.ts";

/** `posthuman account show`: whose key a keystore holds. */
export function accountShowCommand(): Command {
  return addKeyOptions(new Command("show"))
    .description("show the address of the account in a keystore; needs no password and no chain")
    .addHelpText("after", "\nExample:\n  $ posthuman account show --keystore bob.json")
    .action(async ({ keystore, json }: WalletOptions) => {
      if (keystore === undefined) throw new PosthumanError("ACCOUNT_MISSING");
      const address = await addressIn(keystore);
      print({ address, keystore }, `Account:  ${address}\nKeystore: ${keystore}`, json);
    });
}
