import { signingAccount, type Client } from "../client/Client.ts";
import { coinOf } from "../client/coinOf.ts";
import { PosthumanError } from "../errors/PosthumanError.ts";
import { shortAmount } from "../protocol/amounts.ts";
import { rehearse, type Rehearsal } from "../rehearsal/rehearse.ts";
import type { Plan } from "./Plan.ts";

/** What the transactions of a rehearsal cost at today's price of gas. */
export interface NetworkFee {
  readonly gas: bigint;
  /** In the coin's smallest unit, for a unit of gas. */
  readonly gasPrice: bigint;
  readonly fee: bigint;
}

/** What a plan would do if it were carried out now, and what the network takes for it. */
export interface RehearsedPlan<Result> extends Rehearsal<Result> {
  readonly cost: NetworkFee;
}

/**
 * Finds out what a plan would do and cost, without sending anything: what a contract would refuse in any of its
 * transactions is known before the first one is sent.
 *
 * @param client Its account signs.
 * @throws PosthumanError what the rehearsal found wrong; `COIN_MISSING` if the account cannot pay the network.
 *
 * @example
 * const { moves, cost } = await rehearsePlan(client, plan);
 */
export async function rehearsePlan<Result>(
  client: Client,
  plan: Plan<unknown, Result>,
): Promise<RehearsedPlan<Result>> {
  const rehearsal = await rehearse(client, plan.act);
  return { ...rehearsal, cost: await costOf(client, rehearsal) };
}

async function costOf(client: Client, { transactions }: Rehearsal<unknown>): Promise<NetworkFee> {
  const { provider, chainId } = client;
  const { account } = signingAccount(client);
  const [{ gasPrice }, have] = await Promise.all([provider.getFeeData(), provider.getBalance(account)]);
  const gas = transactions.reduce((sum, transaction) => sum + transaction.gas, 0n);
  const fee = gas * (gasPrice ?? 0n);
  if (have < fee || (have === 0n && gas > 0n)) {
    const amounts = { fee: shortAmount(fee), have: shortAmount(have) };
    throw new PosthumanError("COIN_MISSING", { ...amounts, coin: coinOf(chainId), account });
  }
  return { gas, gasPrice: gasPrice ?? 0n, fee };
}
