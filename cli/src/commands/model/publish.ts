import { claim, formatAmount, publishModel, settle } from "@posthuman/sdk";
import { Command } from "commander";
import { addFamilyOptions, familyOf, type FamilyOptions } from "../../options/family.ts";
import { addSendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

interface Options extends FamilyOptions {
  readonly custodian?: string;
  readonly consent?: string;
}

/** `posthuman model publish <name>`: a root model, with its data NFT and datatokens. */
export function modelPublishCommand(): Command {
  return addFamilyOptions(addSendOptions(new Command("publish")))
    .description(
      "publish a root model: its datatokens are minted once and for ever, and your half is paid out",
    )
    .argument("<name>", "name of the model and of its datatoken")
    .option("--custodian <address>", "account that keeps the weights; by default you")
    .option(
      "--consent <signature>",
      "what posthuman model consent printed, if the custodian is another account",
    )
    .addHelpText(
      "after",
      "\nThe family's terms can never be changed." +
        "\n\nExample:\n  $ posthuman model publish M1 --weights-root 0x12… --evaluation held-out.txt",
    )
    .action((name: string, options: Options) =>
      withClient(openSigner(options), async (client) => {
        const terms = await familyOf(options, client.account ?? "");
        const { custodian = client.account ?? "", consent = "0x", weightsRoot } = options;
        const { birthSupply, minGain, tailRecipient, trustClass } = terms;
        await carryOut(
          client,
          {
            title: `Publish the root model ${name}`,
            terms: [
              ["Weights", weightsRoot],
              ["Custodian", custodian],
              ["Birth supply", `${formatAmount(birthSupply)} ${name}, now and for each child`],
              ["Least gain", `${formatAmount(minGain)} bits per byte for a birth, and for each further hop`],
              ["Tail", `${tailRecipient} gets what passes above the root`],
              ["Trust class", trustClass],
            ],
            act: async (sender) => {
              const family = { ...terms, custodian };
              const { model } = await publishModel(sender, { name, weightsRoot, family, consent });
              await settle(sender, { model, token: model });
              const { result: claimed } = await claim(sender, model);
              return { model, claimed };
            },
            tell: ({ model, claimed }) => ({
              value: { model, name, claimed },
              text: `${name} is published: ${model}\nYou hold ${formatAmount(claimed)} of its datatokens.`,
              next: `sell ${model} 10 --price 2`,
            }),
          },
          options,
        );
      }),
    );
}
