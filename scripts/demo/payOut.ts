import { claimableOf, claimFor, inboxOf, settleLineage } from "@posthuman/sdk";
import type { People } from "./people.ts";

/** Shares what the models earned since their births, datatokens that jobs spent, and pays everybody out. */
export async function payOut(people: People, models: readonly { address: string }[]): Promise<void> {
  const { client } = people.Alice;
  for (const { address: token } of models) {
    if ((await inboxOf(client, { model: token, token })) > 1n)
      await settleLineage(client, { model: token, token });
    for (const { address: account } of Object.values(people)) {
      if ((await claimableOf(client, { account, token })) > 0n) await claimFor(client, { account, token });
    }
  }
}
