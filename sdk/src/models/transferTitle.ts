import { checkedAddress } from "../client/checks.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { queryEvents } from "../client/queryEvents.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/**
 * Gives a model's title to another account, which earns the model's share from then on. What the model earned before in
 * fee tokens and in models' datatokens is settled first, in one transaction. Unsettled income goes with the title:
 * other tokens, which anybody can send for nothing, and less than a wei for each part.
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
  const { registry, vault } = client.contracts;
  const { account } = signingAccount(client);
  const receiver = checkedAddress(to, "receiver");
  const tokens = await tokensDue(client, model);
  const calls = tokens.map((token) => vault.interface.encodeFunctionData("settle", [model, token]));
  if (calls.length > 0) await sendTransaction(client, vault.multicall, [calls]);
  const transfer = registry["safeTransferFrom(address,address,uint256)"];
  return sendTransaction(client, transfer, [account, receiver, model]);
}

/** The tokens of which there is something to settle. */
async function tokensDue(client: Client, model: string): Promise<string[]> {
  const { market, registry, vault } = client.contracts;
  const received = await queryEvents(client, vault, vault.filters.IncomeReceived(model));
  const tokens = [...new Set(received.map(({ args }) => args.token))];
  if (tokens.length === 0) return [];
  return read(client, async () => {
    const { hops } = await registry.modelOf(model);
    const isDue = async (token: string) =>
      (await vault.inboxOf(model, token)) >> hops > 0n &&
      ((await market.isFeeToken(token)) || (await registry.isModel(token)));
    const due = await Promise.all(tokens.map(isDue));
    return tokens.filter((_, i) => due[i]);
  });
}
