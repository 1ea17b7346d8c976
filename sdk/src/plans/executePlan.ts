import type { ContractTransactionReceipt } from "ethers";
import type { Client } from "../client/Client.ts";
import type { Plan, PrepareOptions } from "./Plan.ts";

/** A plan that was carried out. */
export interface ExecutedPlan<Result> {
  readonly result: Result;
  /** Of all its transactions, in order. */
  readonly receipts: readonly ContractTransactionReceipt[];
  /** What they cost together, in the coin's smallest unit. */
  readonly fee: bigint;
}

/**
 * Carries out a plan: first what has to be prepared, then its transactions.
 *
 * @throws PosthumanError what the uploads and the transactions run into.
 *
 * @example
 * const { result, fee } = await executePlan(client, await planBuy(client, { token: model, amount: parseAmount("2") }));
 */
export async function executePlan<Result>(
  client: Client,
  plan: Plan<unknown, Result>,
  options?: PrepareOptions,
): Promise<ExecutedPlan<Result>> {
  await plan.prepare?.(options);
  const receipts: ContractTransactionReceipt[] = [];
  const result = await plan.act({
    ...client,
    onSent(receipt) {
      receipts.push(receipt);
      client.onSent?.(receipt);
    },
  });
  return { result, receipts, fee: receipts.reduce((sum, { fee }) => sum + fee, 0n) };
}
