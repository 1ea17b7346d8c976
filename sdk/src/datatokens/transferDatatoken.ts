import { tokenAt } from "../client/allow.ts";
import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import { sendTransaction, type Sent } from "../client/sendTransaction.ts";

/** Which tokens go to whom. */
export interface TransferParameters {
  readonly token: string;
  readonly to: string;
  /** In the token's smallest unit; 1e18 of a datatoken pays one job. */
  readonly amount: bigint;
}

/**
 * Gives tokens of the client's account to another account.
 *
 * @throws PosthumanError `TOKEN_BALANCE_TOO_LOW`, `ADDRESS_INVALID`.
 *
 * @example
 * await transferDatatoken(client, { token: model, to: friend, amount: parseAmount("2") });
 */
export async function transferDatatoken(
  client: Client,
  parameters: TransferParameters,
): Promise<Sent<boolean>> {
  const { token, to, amount } = parameters;
  const receiver = checkedAddress(to, "receiver");
  return sendTransaction(client, tokenAt(client, token).transfer, [receiver, amount]);
}
