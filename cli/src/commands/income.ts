import {
  findModel,
  findToken,
  pay,
  planClaim,
  planSettleJob,
  planSettleLineage,
  sharesOf,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { parseTokenAmount, tokenAmount } from "../terminal/amounts.ts";
import { openSigner, withClient } from "../wallet/openClient.ts";

interface PayOptions extends SendOptions {
  readonly token: string;
}

/** `posthuman pay <model> <amount>`: income for a model. */
export function payCommand(): Command {
  return addSendOptions(new Command("pay"))
    .description("give a model income, which is shared along its lineage")
    .argument("<model>", "the model's datatoken or name")
    .argument("<amount>", "how much of the token")
    .option("--token <token>", "OCEAN, a token's address, or a model's name for its datatokens", "OCEAN")
    .addHelpText("after", "\nExample:\n  $ posthuman pay M3 5")
    .action((text: string, amountText: string, options: PayOptions) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        const token = await findToken(client, options.token);
        const amount = await parseTokenAmount(client, token, amountText);
        const shown = await tokenAmount(client, token, amount);
        const owners = (await sharesOf(client, model)).length;
        await carryOut(
          client,
          { act: (sender) => pay(sender, { model, token, amount }) },
          {
            title: `Pay ${shown} to ${name}`,
            lines: [
              ["Model", model],
              ["Shared", `among ${owners} accounts along the lineage, once it is settled`],
            ],
            tell: () => ({
              value: { model, token, amount },
              text: `${name} received ${shown}.`,
              next: `settle income ${model} --token ${options.token}`,
            }),
          },
          options,
        );
      }),
    );
}

interface ClaimOptions extends SendOptions {
  readonly for?: string;
}

/** `posthuman claim [token]`: take out what was earned. */
export function claimCommand(): Command {
  return addSendOptions(new Command("claim"))
    .description("take out what you earned; by default of OCEAN and of every model's datatokens")
    .argument("[token]", "only this: OCEAN, a token's address, or a model's name for its datatokens")
    .option("--for <address>", "send another account what that account earned; anyone may")
    .addHelpText("after", "\nExample:\n  $ posthuman claim\n  $ posthuman claim OCEAN")
    .action((text: string | undefined, options: ClaimOptions) =>
      withClient(openSigner(options), async (client) => {
        const tokens = text === undefined ? {} : { tokens: [await findToken(client, text)] };
        const plan = await planClaim(client, { account: options.for, ...tokens });
        const { account, earned } = plan.terms;
        const shown = await Promise.all(
          earned.map(({ token, amount }) => tokenAmount(client, token, amount)),
        );
        await carryOut(
          client,
          plan,
          {
            title: `Claim ${shown.join(", ")}`,
            lines: account === client.account ? [] : [["For", account]],
            tell: () => ({
              value: { account, claimed: earned },
              text: `${account} received ${shown.join(", ")}.`,
              next: "balance",
            }),
          },
          options,
        );
      }),
    );
}

interface SettleIncomeOptions extends SendOptions {
  readonly token?: string;
}

/** `posthuman settle income <model>`: share what a lineage received. */
export function settleIncomeCommand(): Command {
  return addSendOptions(new Command("income"))
    .description("share the income of a model and its ancestors among those who earn it; anyone may")
    .argument("<model>", "the model's datatoken or name")
    .option(
      "--token <token>",
      "which income: OCEAN, an address, a model's name; by default its own datatokens",
    )
    .addHelpText(
      "after",
      "\nExample:\n  $ posthuman settle income M2\n  $ posthuman settle income M2 --token OCEAN",
    )
    .action((text: string, options: SettleIncomeOptions) =>
      withClient(openSigner(options), async (client) => {
        const { address: model, name } = await findModel(client, text);
        const token = options.token === undefined ? model : await findToken(client, options.token);
        const plan = await planSettleLineage(client, { model, token });
        const { lineage, waiting } = plan.terms;
        const shown = await tokenAmount(client, token, waiting.amount);
        await carryOut(
          client,
          plan,
          {
            title: `Share the income of ${name} along its lineage`,
            lines: [
              ["Waiting", shown],
              ["Models", String(lineage.length)],
            ],
            tell: () => ({
              value: { model, token, shared: waiting.amount },
              text: `${shown} shared along the lineage of ${name}.`,
              next: "claim",
            }),
          },
          options,
        );
      }),
    );
}

/** `posthuman settle job <id>`: end a submitted job, and let its child be born. */
export function settleJobCommand(): Command {
  return addSendOptions(new Command("job"))
    .description(
      "pay for a submitted job after its challenge window and, where one is due, give birth; anyone may",
    )
    .argument("<id>", "the job's id")
    .addHelpText(
      "after",
      "\nWorkers do this by themselves; anyone may be first.\n\nExample:\n  $ posthuman settle job 0x12…",
    )
    .action((id: string, options: SendOptions) =>
      withClient(openSigner(options), async (client) => {
        const plan = await planSettleJob(client, id);
        const { kind, childName } = plan.terms.job;
        await carryOut(
          client,
          plan,
          {
            title: `Settle job ${id}`,
            lines: [
              ["Kind", kind],
              ["State", plan.terms.state],
              ...(childName === "" ? [] : ([["Child", `${childName}, if it gained enough`]] as const)),
            ],
            tell: ({ child }) => ({
              value: { job: id, ...(child && { child }) },
              text:
                child === undefined
                  ? "The job is settled."
                  : `The job is settled. ${childName} is born: ${child}`,
              next: child === undefined ? `job show ${id}` : `settle income ${child}`,
            }),
          },
          options,
        );
      }),
    );
}
