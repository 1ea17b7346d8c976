import { checkedAddress } from "../client/checkedAddress.ts";
import type { Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";
import { signingAccount } from "../client/signingAccount.ts";
import { inboxOf } from "../income/inboxOf.ts";
import { settle } from "../income/settle.ts";

/**
 * Gives a model's title to another account, which earns the model's half from then on. What the model earned before is
 * settled first: unsettled income would go with the title.
 *
 * @throws PosthumanError `TITLE_NOT_YOURS`, `TITLE_UNKNOWN`, `TITLE_RECEIVER_INVALID`.
 *
 * @example
 * await transferTitle(client, { model, to: buyer });
 */
export async function transferTitle(
  client: Client,
  { model, to }: { model: string; to: string },
): Promise<Sent> {
  const { registry } = client.contracts;
  const { account } = signingAccount(client);
  const receiver = checkedAddress(to, "receiver");
  for (const token of await tokensOf(client, model)) {
    if ((await inboxOf(client, { model, token })) >= 2n) await settle(client, { model, token });
  }
  const transfer = registry["safeTransferFrom(address,address,uint256)"];
  return sendTransaction(client, transfer, [account, receiver, model]);
}

/** Every token that the model ever received. */
async function tokensOf(client: Client, model: string): Promise<Set<string>> {
  const { vault } = client.contracts;
  const received = await queryEvents(client, vault, vault.filters.IncomeReceived(model));
  return new Set(received.map(({ args }) => args.token));
}
