import { formatAmount, type Client, type Move, type Rehearsal } from "@posthuman/sdk";
import { coinOf } from "./coinOf.ts";
import type { NetworkFee } from "./costOf.ts";
import type { Plan } from "./Plan.ts";
import { shortAmount } from "./shortAmount.ts";
import { tokenAmount } from "./tokenAmount.ts";

/** What a person reads before the question: the deal, what the account gives and gets, and the network's fee. */
export async function showPlan<T>(
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
