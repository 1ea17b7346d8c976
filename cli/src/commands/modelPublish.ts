import {
  checkedAddress,
  findModel,
  formatAmount,
  planPublish,
  signCustody,
  transferTitle,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addFamilyOptions, familyOf, type FamilyOptions } from "../options/family.ts";
import { addSendOptions, addWalletOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { print } from "../terminal/print.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface ModelPublishOptions extends FamilyOptions {
  readonly custodian?: string;
  readonly consent?: string;
}

/** `posthuman model publish <name>`: a root model, with its data NFT and datatokens. */
export function modelPublishCommand(): Command {
  return addFamilyOptions(addSendOptions(new Command("publish")))
    .description(
      "publish a root model: its datatokens are minted once and forever, and your half is paid out",
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
    .action((name: string, options: ModelPublishOptions) =>
      withClient(openSigner(options), async (client) => {
        const { custodian = client.account ?? "", consent = "0x", weightsRoot } = options;
        const family = { ...(await familyOf(options, client.account ?? "")), custodian };
        const plan = planPublish(client, { name, weightsRoot, family, consent });
        const { birthSupply, minGain, tailRecipient, trustClass } = plan.terms.family;
        await carryOut(
          client,
          plan,
          {
            title: `Publish the root model ${name}`,
            lines: [
              ["Weights", weightsRoot],
              ["Custodian", custodian],
              ["Birth supply", `${formatAmount(birthSupply)} ${name}, now and for each child`],
              [
                "Least gain",
                `${formatAmount(minGain)} in the task's metric, for a birth and for each further hop`,
              ],
              ["Tail", `${tailRecipient} gets what passes above the root`],
              ["Trust class", trustClass],
            ],
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

interface ModelConsentOptions extends FamilyOptions {
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
    .action((options: ModelConsentOptions) =>
      withClient(openSigner(options), async (client) => {
        const { weightsRoot, json } = options;
        const publisher = checkedAddress(options.publisher, "publisher");
        const family = await familyOf(options, publisher);
        const consent = await signCustody(client, { publisher, weightsRoot, family });
        print({ custodian: client.account, consent }, consent, json);
      }),
    );
}

/** `posthuman model transfer <model> <to>`: give a title away. */
export function modelTransferCommand(): Command {
  return addSendOptions(new Command("transfer"))
    .description("give a model's title to another account; what it earned so far is shared out to you first")
    .argument("<model>", "the model's datatoken or name")
    .argument("<to>", "who earns the model's half from then on")
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman model transfer M2 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    )
    .action((text: string, to: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        await carryOut(
          client,
          { act: (sender) => transferTitle(sender, { model, to }) },
          {
            title: `Give the title of ${name} to ${to}`,
            lines: [["Model", model]],
            tell: () => ({ value: { model, to }, text: `The title of ${name} is ${to}'s.`, next: "claim" }),
          },
          options,
        );
      }),
    );
}
