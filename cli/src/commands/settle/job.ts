import { birthJob, getJob, isBirthDue, resultOf, settleJob, termsOf, type Client } from "@posthuman/sdk";
import { Command } from "commander";
import { addSendOptions, type SendOptions } from "../../options/wallet.ts";
import { carryOut } from "../../plans/carryOut.ts";
import { openSigner, withClient } from "../../wallet/openClient.ts";

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
