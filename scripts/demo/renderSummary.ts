import { lineageTree } from "@posthuman/sdk";
import type { Report } from "./Report.ts";

/** Renders the story's end for a terminal: the lineage as a tree, who earned what, and the gas of each call. */
export function renderSummary({ models, shares, jobs, balances }: Report): string {
  const idOf = (name: string | null) => models.find((model) => model.name === name)?.id;
  const tree = lineageTree(
    models.map(({ id, name, parent, owner, bitsPerByte }) => ({
      address: id,
      parent: idOf(parent),
      label: `${name}  ${owner}'s · ${bitsPerByte.toFixed(3)} bits per byte · ${sharesOf(shares[name] ?? {})}`,
    })),
  );
  const gas = columns([
    ["job", "seconds", "request", "lease", "submit", "settle", "gas in all"],
    ...jobs.map(({ kind, model, seconds, gas: { request, lease, submit, settle } }) => {
      const calls = [request, lease, submit, settle];
      const units = [...calls, calls.reduce((sum, call) => sum + call, 0)];
      return [`${kind} ${model}`, seconds.toFixed(1), ...units.map((call) => call.toLocaleString("en"))];
    }),
  ]);
  const tokens = [...new Set(balances.map(({ token }) => token))];
  const accounts = [...new Set(balances.map(({ account }) => account))];
  const held = columns([
    ["holds", ...tokens],
    ...accounts.map((account) => [
      account,
      ...tokens.map(
        (token) => balances.find((row) => row.account === account && row.token === token)?.amount ?? "–",
      ),
    ]),
  ]);
  return [tree, gas, held].join("\n\n");
}

function sharesOf(shares: Readonly<Record<string, string>>): string {
  const parts = Object.entries(shares).map(([who, share]) => `${who} ${Number(share) * 100} %`);
  return parts.join(", ");
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return rows.map((row) => row.map(cell).join("  ")).join("\n");
}
