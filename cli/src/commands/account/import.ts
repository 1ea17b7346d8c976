import { readKey } from "@posthuman/worker";
import { Command } from "commander";
import { addKeyOptions, KEYSTORE, type WalletOptions } from "../../options/wallet.ts";
import { newPassword } from "../../terminal/ask.ts";
import { print } from "../../terminal/print.ts";
import { requireNoFile, writeKeystore } from "../../wallet/keystore.ts";

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
