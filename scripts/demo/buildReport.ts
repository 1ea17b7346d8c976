import { balanceOf, formatAmount, getFamily, getModel, type Client } from "@posthuman/sdk";
import { nameOf, type People } from "./people.ts";
import type { Report } from "./Report.ts";
import type { Told } from "./tellStory.ts";

/** Reads back from the chain who owns, received and holds what, and joins it with what was told. */
export async function buildReport(people: People, told: Told): Promise<Report> {
  const { client } = people.Alice;
  const { jobs, inference, evaluation } = told;
  const models = await Promise.all(
    told.models.map(async ({ name, address, bitsPerByte }) => {
      const { parent, owner, weightsRoot } = await getModel(client, address);
      const { custodian } = await getFamily(client, address);
      return {
        ...{ name, id: address, datatoken: address },
        parent: told.models.find((model) => model.address === parent)?.name ?? null,
        owner: nameOf(people, owner),
        custodian: nameOf(people, custodian),
        ...{ weightsRoot, bitsPerByte },
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

async function balancesOf(people: People, models: Told["models"]): Promise<Report["balances"]> {
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
