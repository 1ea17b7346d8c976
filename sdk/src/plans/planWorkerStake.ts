import { read, type Client } from "../client/Client.ts";
import type { Sent } from "../client/sendTransaction.ts";
import { stake, type StakeParameters } from "../workers/stake.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What somebody who adds to a worker's stake decides by. */
export interface WorkerStakeTerms {
  readonly worker: string;
  /** It goes back to the worker's own account, not to the one that pays. */
  readonly adds: Amount;
  /** What is locked for each job that the worker holds at a time, in the same token. */
  readonly lockedEach: bigint;
}

/**
 * Plans to add to a worker's stake from the client's account.
 *
 * @throws PosthumanError `RPC_UNREACHABLE`; whatever is wrong with the amount, `rehearsePlan` finds out.
 *
 * @example
 * const { terms } = await planWorkerStake(client, { worker, amount: parseAmount("100") });
 */
export async function planWorkerStake(
  client: Client,
  wanted: StakeParameters,
): Promise<Plan<WorkerStakeTerms, Sent>> {
  const { worker, amount } = wanted;
  const { workers, market } = client.contracts;
  const [token, lockedEach] = await read(client, () =>
    Promise.all([workers.STAKE_TOKEN(), market.LEASE_STAKE()]),
  );
  return { terms: { worker, adds: { token, amount }, lockedEach }, act: (sender) => stake(sender, wanted) };
}
