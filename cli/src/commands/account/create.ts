import { Command } from "commander";
import { Wallet } from "ethers";
import { addKeyOptions, KEYSTORE, type WalletOptions } from "../../options/wallet.ts";
import { newPassword } from "../../terminal/ask.ts";
import { print } from "../../terminal/print.ts";
import { requireNoFile, writeKeystore } from "../../wallet/keystore.ts";

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
