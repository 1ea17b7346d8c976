import {
  formatAmount,
  PosthumanError,
  rehearse,
  type Client,
  type Move,
  type Purchase,
  type Rehearsal,
} from "@posthuman/sdk";
import type { ContractTransactionReceipt } from "ethers";
import type { SendOptions } from "../options/wallet.ts";
import { coinOf, shortAmount, tokenAmount } from "../terminal/amounts.ts";
import { confirm } from "../terminal/ask.ts";
import { print, readable } from "../terminal/print.ts";

/** What a command is about to do; `carryOut` shows it, asks, and does it. */
export interface Plan<T> {
  /** One line in the imperative: "Buy 2 M1". */
  readonly title: string;
  /** What the market says of it, beside what it costs: names and values. */
  readonly terms: readonly (readonly [name: string, value: string])[];
  /** Sends the transactions. It is rehearsed first, so it must do nothing else than call the chain. */
  readonly act: (client: Client) => Promise<T>;
  /** What has to be done elsewhere before the transactions are sent, such as an upload. */
  readonly prepare?: () => Promise<unknown>;
  /** What came of it. */
  readonly tell: (result: T) => Told | Promise<Told>;
}

/** What a command says when it is done. */
export interface Told {
  /** For machines. */
  readonly value: object;
  /** For a person. */
  readonly text: string;
  /** The command line that makes sense next, without `posthuman`. */
  readonly next?: string;
  /** Put before every line that follows the text; `# ` where the text is for a shell. */
  readonly prefix?: string;
}

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

/** What a person reads before the question: the deal, what the account gives and gets, and the network's fee. */
async function showPlan<T>(
  client: Client,
  { title, terms }: Plan<T>,
  rehearsal: Rehearsal<T>,
  cost: NetworkFee,
): Promise<string> {
  const { moves, transactions } = rehearsal;
  const lines: (readonly [string, string])[] = [
    ...terms,
    ["You pay", await listed(client, moves, (amount) => amount < 0n)],
    ["You get", await listed(client, moves, (amount) => amount > 0n)],
    ["Network fee", feeText(client, cost, transactions.length, rehearsal.complete)],
    ["Account", client.account ?? ""],
  ];
  const shown = lines.filter(([, value]) => value !== "");
  const width = Math.max(...shown.map(([name]) => name.length));
  return [title, ...shown.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)]
    .map(oneLine)
    .join("\n");
}

/** A model's name or a token's symbol comes from anybody: a line end in it would forge another line of the plan. */
const oneLine = (text: string) => text.replace(/[\r\n\t\v\f\u0085\u2028\u2029]+/g, " ");

async function listed(
  client: Client,
  moves: readonly Move[],
  which: (amount: bigint) => boolean,
): Promise<string> {
  const texts = moves
    .filter(({ amount }) => which(amount))
    .map(({ token, amount }) => textOf(client, token, amount < 0n ? -amount : amount));
  return (await Promise.all(texts)).join(", ");
}

function feeText(client: Client, { gas, gasPrice, fee }: NetworkFee, count: number, known: boolean): string {
  const sum = `${shortAmount(fee)} ${coinOf(client.chainId)}`;
  const gwei = shortAmount(gasPrice, 9);
  const transactions = count === 1 ? "1 transaction" : `${count} transactions`;
  if (known) return `about ${sum} (${transactions}, ${gas} gas at ${gwei} gwei)`;
  return `at least ${sum} (${gas} gas at ${gwei} gwei for the first transaction; this node cannot try the next ones)`;
}

/** A token that is yet to be made has no symbol; all that our contracts make have 18 decimals. */
async function textOf(client: Client, token: string, amount: bigint): Promise<string> {
  const made = (await client.provider.getCode(token)) !== "0x";
  return made ? tokenAmount(client, token, amount) : `${formatAmount(amount)} of the token that this makes`;
}

/** What the transactions of a rehearsal cost at today's price of gas. */
interface NetworkFee {
  readonly gas: bigint;
  /** In the coin's smallest unit, for a unit of gas. */
  readonly gasPrice: bigint;
  readonly fee: bigint;
}

/**
 * The fee of the network for what was rehearsed.
 * @throws PosthumanError `COIN_MISSING` if the account does not hold that much.
 */
async function costOf(client: Client, { transactions }: Rehearsal<unknown>): Promise<NetworkFee> {
  const { provider, chainId, account = "" } = client;
  const [{ gasPrice }, have] = await Promise.all([provider.getFeeData(), provider.getBalance(account)]);
  const gas = transactions.reduce((sum, transaction) => sum + transaction.gas, 0n);
  const fee = gas * (gasPrice ?? 0n);
  if (have < fee || (have === 0n && gas > 0n)) {
    const amounts = { fee: shortAmount(fee), have: shortAmount(have) };
    throw new PosthumanError("COIN_MISSING", { ...amounts, coin: coinOf(chainId), account });
  }
  return { gas, gasPrice: gasPrice ?? 0n, fee };
}

/** Where each part of a purchase comes from, and for how much: names and values of a plan. */
export function purchaseLines(
  client: Client,
  purchases: readonly Purchase[],
): Promise<(readonly [name: string, value: string])[]> {
  return Promise.all(
    purchases.map(async (purchase) => {
      const { amount, cost, payToken } = purchase;
      const from = purchase.source === "offer" ? `Offer ${purchase.offer}` : "Pool";
      const place = purchase.source === "offer" ? "" : ` at ${purchase.pool}`;
      return [
        from,
        `${formatAmount(amount)} for ${await tokenAmount(client, payToken, cost)}${place}`,
      ] as const;
    }),
  );
}
