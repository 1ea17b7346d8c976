import { read, signingAccount, type Client } from "../client/Client.ts";
import { eventsIn } from "../client/queryEvents.ts";
import { getWorker } from "../workers/getWorker.ts";
import { unbond } from "../workers/unbond.ts";
import type { Amount, Plan } from "./Plan.ts";

/** What somebody who takes a worker's stake out decides by. */
export interface WorkerUnstakeTerms {
  readonly takes: Amount;
  /** The worker's whole stake, and the part of it that jobs lock, in the same token. */
  readonly stake: bigint;
  readonly locked: bigint;
}

/** Stake that is on its way out. */
export interface Unbonding {
  /** Unix time from which it can be taken out with `withdraw`. */
  readonly availableAt: bigint;
}

/**
 * Plans to begin withdrawing free stake of the client's account, which is a worker's.
 *
 * @param amount In the stake token's smallest unit.
 * @throws PosthumanError `SIGNER_MISSING`; whether there is that much, `rehearsePlan` finds out.
 *
 * @example
 * const { terms } = await planWorkerUnstake(client, parseAmount("50"));
 */
export async function planWorkerUnstake(
  client: Client,
  amount: bigint,
): Promise<Plan<WorkerUnstakeTerms, Unbonding>> {
  const { account } = signingAccount(client);
  const token = await read(client, () => client.contracts.workers.STAKE_TOKEN());
  const { stake, locked } = await getWorker(client, account);
  return {
    terms: { takes: { token, amount }, stake, locked },
    async act(sender) {
      const { workers } = sender.contracts;
      const { receipt } = await unbond(sender, amount);
      const [started] = eventsIn(receipt, workers, workers.filters.UnbondingStarted);
      return { availableAt: started!.args.availableAt };
    },
  };
}
