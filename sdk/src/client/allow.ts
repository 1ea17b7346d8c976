import { PosthumanError } from "../errors/PosthumanError.ts";
import { tokenAt } from "../datatokens/tokenAt.ts";
import type { Client } from "./Client.ts";
import { read } from "./read.ts";
import { sendTransaction } from "./sendTransaction.ts";
import { signingAccount } from "./signingAccount.ts";

/** What a contract is to be allowed. */
export interface AllowParameters {
  readonly token: string;
  readonly spender: string;
  /** In the token's smallest unit. */
  readonly amount: bigint;
  /** Whether an approval may be sent where one is needed; default true. */
  readonly approve?: boolean | undefined;
}

/**
 * Makes sure that a contract may take an amount from the client's account: approves exactly that amount, if less is
 * approved so far.
 *
 * @returns Gas of the approval; 0 if none was needed.
 * @throws PosthumanError `NO_ALLOWANCE` if less is approved and `approve` is false.
 */
export async function allow(client: Client, parameters: AllowParameters): Promise<bigint> {
  const { token: address, spender, amount, approve = true } = parameters;
  const { account } = signingAccount(client);
  const token = tokenAt(client, address);
  const have = await read(client, () => token.allowance(account, spender));
  if (have >= amount) return 0n;
  if (!approve) {
    throw new PosthumanError("NO_ALLOWANCE", { token: address, spender, account, have, need: amount });
  }
  return (await sendTransaction(client, token.approve, [spender, amount])).gasUsed;
}
