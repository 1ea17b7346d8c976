import { table } from "@posthuman/cli/terminal";
import { balanceOf, formatAmount, getFamily, getModel, lineageTree, type Client } from "@posthuman/sdk";
import { nameOf, type People } from "./cast.ts";
import type { StoryResult } from "./tellStory.ts";

/** Reads back from the chain who owns, received and holds what, and joins it with what the story measured. */
export async function buildReport(people: People, told: StoryResult): Promise<Report> {
  const { client } = people.Alice;
  const { jobs, inference, evaluation } = told;
  const models = await Promise.all(
    told.models.map(async ({ name, address, bitsPerByte }) => {
      const { parent, owner, weightsRoot } = await getModel(client, address);
      const { custodian } = await getFamily(client, address);
      return {
        name,
        id: address,
        datatoken: address,
        parent: told.models.find((model) => model.address === parent)?.name ?? null,
        owner: nameOf(people, owner),
        custodian: nameOf(people, custodian),
        weightsRoot,
        bitsPerByte,
      };
    }),
  );
  const shares: Record<string, Record<string, string>> = {};
  for (const { name, address } of told.models) shares[name] = await sharesReceived(client, people, address);
  const balances = await balancesOf(people, told.models);
  return { models, jobs, shares, balances, inference, evaluation };
}

/** Which part of a model's birth supply each account got: its first claim of that token over the whole supply. */
async function sharesReceived(
  client: Client,
  people: People,
  model: string,
): Promise<Record<string, string>> {
  const { vault } = client.contracts;
  const { birthSupply } = await getFamily(client, model);
  const claims = await vault.queryFilter(
    vault.filters.Claimed(undefined, model),
    client.addresses.startBlock,
  );
  const shares: Record<string, string> = {};
  for (const { args } of claims) {
    shares[nameOf(people, args.account)] ??= formatAmount((args.amount * 10n ** 18n) / birthSupply);
  }
  return shares;
}

async function balancesOf(people: People, models: StoryResult["models"]): Promise<Report["balances"]> {
  const { client } = people.Alice;
  const tokens = [{ name: "OCEAN", address: client.addresses.ocean.Token }, ...models];
  const rows = Object.entries(people).flatMap(([account, { address }]) =>
    tokens.map(async (token) => {
      const amount = await balanceOf(client, { token: token.address, account: address });
      return { account, token: token.name, amount: formatAmount(amount) };
    }),
  );
  return (await Promise.all(rows)).filter(({ amount }) => amount !== "0");
}

/** The document that `npm run demo -- --json` prints: what happened, read back from chain and results. */
export interface Report {
  readonly models: readonly ReportModel[];
  readonly jobs: readonly ReportJob[];
  /** Model name → who received which part of its birth supply, as decimals. */
  readonly shares: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What each account holds and could claim at the end, as decimals. */
  readonly balances: readonly { account: string; token: string; amount: string }[];
  readonly inference: { prompt: string; text: string };
  readonly evaluation: { text: string; rows: readonly { model: string; bitsPerByte: number }[] };
}

/** One model of the story. */
interface ReportModel {
  readonly name: string;
  /** A model's id is its datatoken's address. */
  readonly id: string;
  readonly datatoken: string;
  /** Name of its parent; null for the root. */
  readonly parent: string | null;
  readonly owner: string;
  readonly custodian: string;
  readonly weightsRoot: string;
  /** On the family's held-out set. */
  readonly bitsPerByte: number;
}

/** One job of the story. */
export interface ReportJob {
  readonly id: string;
  readonly kind: "train" | "infer" | "evaluate";
  readonly model: string;
  readonly state: string;
  /** From request to settlement. */
  readonly seconds: number;
  readonly resultRoot: string;
  readonly gas: { request: number; lease: number; submit: number; settle: number };
}

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
  const gas = table(
    ["job", "seconds", "request", "lease", "submit", "settle", "gas in all"],
    jobs.map(({ kind, model, seconds, gas: { request, lease, submit, settle } }) => {
      const calls = [request, lease, submit, settle];
      const units = [...calls, calls.reduce((sum, call) => sum + call, 0)];
      return [`${kind} ${model}`, seconds.toFixed(1), ...units.map((call) => call.toLocaleString("en"))];
    }),
    { figures: true },
  );
  const tokens = [...new Set(balances.map(({ token }) => token))];
  const accounts = [...new Set(balances.map(({ account }) => account))];
  const held = table(
    ["holds", ...tokens],
    accounts.map((account) => [
      account,
      ...tokens.map(
        (token) => balances.find((row) => row.account === account && row.token === token)?.amount ?? "–",
      ),
    ]),
    { figures: true },
  );
  return [tree, gas, held].join("\n\n");
}

function sharesOf(shares: Readonly<Record<string, string>>): string {
  const parts = Object.entries(shares).map(([who, share]) => `${who} ${Number(share) * 100} %`);
  return parts.join(", ");
}
