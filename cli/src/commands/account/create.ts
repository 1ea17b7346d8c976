import { Command } from "commander";
import { Wallet } from "ethers";
import { addKeyOptions, KEYSTORE, type WalletOptions } from "../../support/addWalletOptions.ts";
import { newPassword } from "../../support/newPassword.ts";
import { print } from "../../support/print.ts";
import { requireNoFile } from "../../support/requireNoFile.ts";
import { writeKeystore } from "../../support/writeKeystore.ts";

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
