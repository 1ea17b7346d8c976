import { Command } from "commander";
import { readKey } from "@posthuman/worker";
import { addKeyOptions, KEYSTORE, type WalletOptions } from "../../support/addWalletOptions.ts";
import { newPassword } from "../../support/newPassword.ts";
import { print } from "../../support/print.ts";
import { requireNoFile } from "../../support/requireNoFile.ts";
import { writeKeystore } from "../../support/writeKeystore.ts";

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
