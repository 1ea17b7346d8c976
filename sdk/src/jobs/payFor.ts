import { formatAmount } from "../base/amounts.ts";
import { allow, tokenAt } from "../client/allow.ts";
import { read, signingAccount, type Client } from "../client/Client.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import type { Cost } from "./costsOf.ts";
import { signPermit } from "./signPermit.ts";

/**
 * How a contract is allowed to take what a job costs. `permit`: sign permits where a token knows them, approve where not.
 * `approve`: approve always. `none`: neither; what is not approved yet is an error.
 */
export type Payment = "permit" | "approve" | "none";

/**
 * Lets a contract take what a job costs, exactly: signs permits or sends approvals where less is allowed so far. Sends
 * nothing unless the account holds all of it.
 *
 * @param spender The vault or the checkout.
 * @param costs One for each token.
 * @returns Calldata of the permits that have to go with the request.
 * @throws PosthumanError `NOT_ENOUGH_DATATOKENS`, `NOT_ENOUGH_FEE`, `NOT_ENOUGH_TO_BUY`, `NO_ALLOWANCE`.
 */
export async function payFor(
  client: Client,
  spender: string,
  costs: readonly Cost[],
  payment: Payment,
): Promise<string[]> {
  for (const cost of costs) await requireBalance(client, cost);
  const permits: string[] = [];
  for (const cost of costs) {
    const permit = await permitOrApprove(client, spender, cost, payment);
    if (permit !== undefined) permits.push(permit);
  }
  return permits;
}

/** The balance pays the job's datatokens first, then its fee, then what is bought for it. */
async function requireBalance(client: Client, { token, datatokens, fee, purchases }: Cost): Promise<void> {
  const { account } = signingAccount(client);
  const have = await read(client, () => tokenAt(client, token).balanceOf(account));
  if (have < datatokens) {
    const amounts = { have: formatAmount(have), need: formatAmount(datatokens) };
    throw new PosthumanError("NOT_ENOUGH_DATATOKENS", { token, account, ...amounts });
  }
  const left = have - datatokens;
  if (left < fee) throw new PosthumanError("NOT_ENOUGH_FEE", { token, account, have: left, need: fee });
  if (left - fee < purchases) {
    throw new PosthumanError("NOT_ENOUGH_TO_BUY", { token, account, have: left - fee, need: purchases });
  }
}

async function permitOrApprove(
  client: Client,
  spender: string,
  { token: address, datatokens, fee, purchases }: Cost,
  payment: Payment,
): Promise<string | undefined> {
  const { account } = signingAccount(client);
  const token = tokenAt(client, address);
  const amount = datatokens + fee + purchases;
  const allowed = await read(client, () => token.allowance(account, spender));
  if (allowed >= amount) return undefined;
  if (payment === "permit") {
    const permit = await signPermit(client, token, { spender, value: amount });
    if (permit !== undefined) return permit;
  }
  await allow(client, { token: address, spender, amount, approve: payment !== "none" });
  return undefined;
}
