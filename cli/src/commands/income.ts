import {
  birthJob,
  checkedAddress,
  claimableOf,
  claimFor,
  getJob,
  inboxOf,
  isBirthDue,
  lineageOf,
  listModels,
  pay,
  PosthumanError,
  resultOf,
  settleJob,
  settleLineage,
  sharesOf,
  termsOf,
  type Client,
} from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../options/wallet.ts";
import { carryOut } from "../plans/carryOut.ts";
import { findModel } from "../support/findModel.ts";
import { findToken } from "../support/findToken.ts";
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
          {
            title: `Pay ${shown} to ${name}`,
            terms: [
              ["Model", model],
              ["Shared", `among ${owners} accounts along the lineage, once it is settled`],
            ],
            act: (sender) => pay(sender, { model, token, amount }),
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
        const account =
          options.for === undefined ? (client.account ?? "") : checkedAddress(options.for, "account");
        const tokens = text === undefined ? await allTokens(client) : [await findToken(client, text)];
        const earned = await claimableIn(client, account, tokens);
        if (earned.length === 0) throw new PosthumanError("NOTHING_TO_MOVE", { token: text ?? "(any)" });
        const shown = await Promise.all(
          earned.map(({ token, amount }) => tokenAmount(client, token, amount)),
        );
        await carryOut(
          client,
          {
            title: `Claim ${shown.join(", ")}`,
            terms: account === client.account ? [] : [["For", account]],
            act: async (sender) => {
              for (const { token } of earned) await claimFor(sender, { account, token });
            },
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

async function allTokens(client: Client): Promise<string[]> {
  return [client.addresses.ocean.Token, ...(await listModels(client)).map(({ address }) => address)];
}

async function claimableIn(client: Client, account: string, tokens: readonly string[]) {
  const all = await Promise.all(
    tokens.map(async (token) => ({ token, amount: await claimableOf(client, { account, token }) })),
  );
  return all.filter(({ amount }) => amount > 0n);
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
        const lineage = await lineageOf(client, model);
        const inboxes = await Promise.all(lineage.map((one) => inboxOf(client, { model: one, token })));
        const waiting = inboxes.reduce((sum, amount) => sum + amount, 0n);
        if (waiting === 0n) throw new PosthumanError("NOTHING_TO_MOVE", { token });
        const shown = await tokenAmount(client, token, waiting);
        await carryOut(
          client,
          {
            title: `Share the income of ${name} along its lineage`,
            terms: [
              ["Waiting", shown],
              ["Models", String(lineage.length)],
            ],
            act: (sender) => settleLineage(sender, { model, token }),
            tell: () => ({
              value: { model, token, shared: waiting },
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
        const { kind, childName } = await termsOf(client, id);
        await carryOut(
          client,
          {
            title: `Settle job ${id}`,
            terms: [
              ["Kind", kind],
              ["State", (await getJob(client, id)).state],
              ...(childName === "" ? [] : ([["Child", `${childName}, if it gained enough`]] as const)),
            ],
            act: (sender) => settleAndGiveBirth(sender, id),
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

async function settleAndGiveBirth(client: Client, id: string): Promise<{ child?: string }> {
  const { state } = await getJob(client, id);
  const { birthDue } =
    state === "Settled"
      ? { birthDue: await isBirthDue(client, await termsOf(client, id), await resultOf(client, id)) }
      : await settleJob(client, id);
  return birthDue ? { child: (await birthJob(client, id)).child } : {};
}
