import { checkedAddress, signCustody } from "@posthuman/sdk";
import { Command } from "commander";
import { addWalletOptions } from "../../options/wallet.ts";
import { addFamilyOptions, familyOf, type FamilyOptions } from "../../options/family.ts";
import { print } from "../../terminal/print.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

interface Options extends FamilyOptions {
  readonly publisher: string;
}

/** `posthuman model consent`: a custodian's signature for a model that another account publishes. */
export function modelConsentCommand(): Command {
  return addFamilyOptions(addWalletOptions(new Command("consent")))
    .description("sign, as custodian, that you keep the weights of a model that another account publishes")
    .requiredOption("--publisher <address>", "who will publish the model, on exactly these terms")
    .addHelpText(
      "after",
      "\nNothing is sent; the signature holds for these weights and terms only." +
        "\n\nExample:\n  $ posthuman model consent --publisher 0xf39F… --weights-root 0x12… --evaluation held-out.txt",
    )
    .action((options: Options) =>
      withClient(openSigner(options), async (client) => {
        const { weightsRoot, json } = options;
        const publisher = checkedAddress(options.publisher, "publisher");
        const family = await familyOf(options, publisher);
        const consent = await signCustody(client, { publisher, weightsRoot, family });
        print({ custodian: client.account, consent }, consent, json);
      }),
    );
}
