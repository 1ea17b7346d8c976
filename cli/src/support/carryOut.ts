import type { ContractTransactionReceipt } from "ethers";
import { PosthumanError, rehearse, type Client } from "@posthuman/sdk";
import type { SendOptions } from "./addSendOptions.ts";
import { coinOf } from "./coinOf.ts";
import { confirm } from "./confirm.ts";
import { costOf } from "./costOf.ts";
import type { Plan } from "./Plan.ts";
import { print } from "./print.ts";
import { readable } from "./readable.ts";
import { shortAmount } from "./shortAmount.ts";
import { showPlan } from "./showPlan.ts";

/**
 * Carries a plan out: rehearses it, shows it with its cost, asks, sends it, and says what came of it and what to do
 * next. What a contract would refuse in any of the transactions is known before the first one is sent.
 *
 * @param client Its account signs.
 * @throws PosthumanError what the rehearsal found wrong, `COIN_MISSING`, `CONFIRMATION_MISSING`, `SENDING_DECLINED`:
 * all before anything was sent; then what the transactions themselves run into.
 */
export async function carryOut<T>(client: Client, plan: Plan<T>, options: SendOptions): Promise<void> {
  const { json, yes, dryRun } = options;
  const rehearsal = await rehearse(client, plan.act);
  const cost = await costOf(client, rehearsal);
  const { title } = plan;
  if (dryRun && json) {
    const { transactions, moves, complete } = rehearsal;
    return print(
      { title, terms: Object.fromEntries(plan.terms), moves, transactions, complete, ...cost },
      "",
      json,
    );
  }
  if (!json) process.stderr.write(`${readable(await showPlan(client, plan, rehearsal, cost))}\n`);
  if (dryRun) return;
  if (json && !yes) throw new PosthumanError("CONFIRMATION_MISSING");
  if (!yes) await confirm();
  await plan.prepare?.();
  const receipts: ContractTransactionReceipt[] = [];
  const result = await plan.act({ ...client, onSent: (receipt) => receipts.push(receipt) });
  const { value, text, next, prefix = "" } = await plan.tell(result);
  const fee = receipts.reduce((sum, receipt) => sum + receipt.fee, 0n);
  const transactions = receipts.map(({ hash }) => hash);
  const paid = `${prefix}Network fee paid: ${shortAmount(fee)} ${coinOf(client.chainId)}`;
  const lines = [text, paid, ...(next === undefined ? [] : [`${prefix}Next: posthuman ${next}`])];
  print({ ...value, transactions, fee, ...(next && { next: `posthuman ${next}` }) }, lines.join("\n"), json);
}
