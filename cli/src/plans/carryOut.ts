import {
  coinOf,
  executePlan,
  formatAmount,
  PosthumanError,
  rehearsePlan,
  shortAmount,
  type Client,
  type Move,
  type Plan,
  type RehearsedPlan,
} from "@posthuman/sdk";
import type { SendOptions } from "../options/wallet.ts";
import { tokenAmount } from "../terminal/amounts.ts";
import { confirm } from "../terminal/ask.ts";
import { print, readable } from "../terminal/print.ts";
import { columns } from "../terminal/table.ts";

/** A line that a person reads before the question: a name and a value; what is empty is left out. */
export type Line = readonly [name: string, value: string];

/** A plan in words. */
export interface Words<Result> {
  /** One line in the imperative: "Buy 2 M1". */
  readonly title: string;
  /** The plan's terms, without what the account pays and gets. */
  readonly lines: readonly Line[];
  /** What to say of the result. */
  readonly tell: (result: Result) => CommandResult | Promise<CommandResult>;
}

/** What a command says when it is done. */
export interface CommandResult {
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
 * Carries a plan out: rehearses it, shows it with its cost, asks, sends it, and says what the result is and what to do
 * next. What a contract would refuse in any of the transactions is known before the first one is sent.
 *
 * @param client Its account signs.
 * @throws PosthumanError what the rehearsal found wrong, `COIN_MISSING`, `CONFIRMATION_MISSING`, `SENDING_DECLINED`:
 * all before anything was sent; then what the transactions themselves run into.
 */
export async function carryOut<Result>(
  client: Client,
  plan: Pick<Plan<unknown, Result>, "prepare" | "act">,
  words: Words<Result>,
  options: SendOptions,
): Promise<void> {
  const { json, yes, dryRun } = options;
  const whole = { ...plan, terms: undefined };
  const rehearsal = await rehearsePlan(client, whole);
  const { title, lines } = words;
  if (dryRun && json) {
    const { transactions, moves, complete, cost } = rehearsal;
    const shown = { title, terms: Object.fromEntries(lines), moves, transactions, complete, ...cost };
    return print(shown, "", json);
  }
  if (!json) process.stderr.write(`${readable(await showPlan(client, words, rehearsal))}\n`);
  if (dryRun) return;
  if (json && !yes) throw new PosthumanError("CONFIRMATION_MISSING");
  if (!yes) await confirm();
  const { result, receipts, fee } = await executePlan(client, whole);
  const { value, text, next, prefix = "" } = await words.tell(result);
  const transactions = receipts.map(({ hash }) => hash);
  const paid = `${prefix}Network fee paid: ${shortAmount(fee)} ${coinOf(client.chainId)}`;
  const said = [text, paid, ...(next === undefined ? [] : [`${prefix}Next: posthuman ${next}`])];
  print({ ...value, transactions, fee, ...(next && { next: `posthuman ${next}` }) }, said.join("\n"), json);
}

/** What a person reads before the question: the deal, what the account gives and gets, and the network's fee. */
async function showPlan<Result>(
  client: Client,
  { title, lines }: Words<Result>,
  rehearsal: RehearsedPlan<Result>,
): Promise<string> {
  const { moves } = rehearsal;
  const all: Line[] = [
    ...lines,
    ["You pay", await listed(client, moves, (amount) => amount < 0n)],
    ["You get", await listed(client, moves, (amount) => amount > 0n)],
    ["Network fee", feeText(client, rehearsal)],
    ["Account", client.account ?? ""],
  ];
  const shown = all.filter(([, value]) => value !== "").map((line) => line.map(oneLine));
  return [oneLine(title), ...columns(shown).map((line) => `  ${line}`)].join("\n");
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

/** A token that does not exist yet has no symbol; all tokens that our contracts make have 18 decimals. */
async function textOf(client: Client, token: string, amount: bigint): Promise<string> {
  const made = (await client.provider.getCode(token)) !== "0x";
  return made ? tokenAmount(client, token, amount) : `${formatAmount(amount)} of the token that this makes`;
}

function feeText(client: Client, { transactions, complete, cost }: RehearsedPlan<unknown>): string {
  const { gas, gasPrice, fee } = cost;
  const sum = `${shortAmount(fee)} ${coinOf(client.chainId)}`;
  const gwei = shortAmount(gasPrice, 9);
  const count = transactions.length === 1 ? "1 transaction" : `${transactions.length} transactions`;
  if (complete) return `about ${sum} (${count}, ${gas} gas at ${gwei} gwei)`;
  return `at least ${sum} (${gas} gas at ${gwei} gwei for the first transaction; this node cannot try the next ones)`;
}
