import { checkedAddress } from "../client/checks.ts";
import type { Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { transferDatatoken, type TransferParameters } from "../datatokens/transferDatatoken.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What somebody who gives tokens away decides by. */
export interface TransferTerms {
  readonly gives: Amount;
  readonly to: string;
}

/**
 * Plans to give tokens of the client's account to another account.
 *
 * @throws PosthumanError `ADDRESS_INVALID`; whether the account holds as many, `rehearsePlan` finds out.
 *
 * @example
 * const { terms } = planTransfer(client, { token: model, to: friend, amount: parseAmount("2") });
 */
export function planTransfer(
  _client: Client,
  wanted: TransferParameters,
): Plan<TransferTerms, Sent<boolean>> {
  const { token, amount } = wanted;
  const to = checkedAddress(wanted.to, "receiver");
  return {
    terms: { gives: { token, amount }, to },
    act: (sender) => transferDatatoken(sender, { token, to, amount }),
  };
}
