import { PosthumanError } from "@posthuman/sdk";
import { readKey } from "@posthuman/sdk/node";
import { Command } from "commander";
import { Wallet } from "ethers";
import { addKeyOptions, KEYSTORE, type WalletOptions } from "../options/wallet.ts";
import { newPassword } from "../terminal/ask.ts";
import { print } from "../terminal/print.ts";
import { addressIn, requireNoFile, writeKeystore } from "../wallet/keystore.ts";

/** `posthuman account create`: a new account in an encrypted keystore. */
export function accountCreateCommand(): Command {
  return addKeyOptions(new Command("create"))
    .description(`make a new account and write its key, encrypted, to a new file (${KEYSTORE})`)
    .addHelpText(
      "after",
      "\nThe password is asked for, or taken from --password-file or POSTHUMAN_KEYSTORE_PASSWORD." +
        "\nWithout the file and the password nobody can get at the account again: keep a copy of both." +
        "\n\nExample:\n  $ posthuman account create --keystore bob.json",
    )
    .action(async ({ keystore = KEYSTORE, passwordFile, json }: WalletOptions) => {
      requireNoFile(keystore);
      const password = await newPassword(keystore, passwordFile);
      const { address, privateKey } = Wallet.createRandom();
      await writeKeystore(keystore, new Wallet(privateKey), password);
      print({ address, keystore }, `Account:  ${address}\nKeystore: ${keystore}\n${ADVICE}`, json);
    });
}

const ADVICE = "Next: send it some of the chain's coin for fees and some OCEAN, then: posthuman balance";

/** `posthuman account import <file>`: an account that exists, into an encrypted keystore. */
export function accountImportCommand(): Command {
  return addKeyOptions(new Command("import"))
    .description(`take a bare key from a file and write it, encrypted, to a new file (${KEYSTORE})`)
    .argument("<file>", "file with the key in hex, mode 0600; delete it afterwards")
    .addHelpText("after", "\nExample:\n  $ posthuman account import bob.key --keystore bob.json")
    .action(async (file: string, { keystore = KEYSTORE, passwordFile, json }: WalletOptions) => {
      requireNoFile(keystore);
      const wallet = await readKey({ file }, () => undefined);
      await writeKeystore(keystore, wallet, await newPassword(keystore, passwordFile));
      const { address } = wallet;
      print(
        { address, keystore },
        `Account:  ${address}\nKeystore: ${keystore}\nNow delete ${file}: the key in it is not encrypted.`,
        json,
      );
    });
}

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
