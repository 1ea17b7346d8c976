import {
  describeModel,
  executePlan,
  formatAmount,
  getModel,
  lineageOf,
  planClaim,
  planSettleLineage,
  PosthumanError,
  setModelMetadata,
  sharesOf,
  type Client,
  type Plan,
} from "@posthuman/sdk";
import { nameOf, type People } from "./cast.ts";
import type { Screen } from "./screen.ts";

/** A model that was just born, and what is known of it. */
interface NewModel {
  readonly model: string;
  readonly description: string;
  /** Base URL of the custodian's worker. */
  readonly endpoint: string;
}

/**
 * What follows a birth: the custodian puts the description on chain, anyone settles the birth supply up the lineage,
 * and everybody who earned some of it claims.
 */
export async function shareBirth(screen: Screen, people: People, born: NewModel): Promise<void> {
  const { model } = born;
  const { client } = people.Alice;
  await putOnOcean(screen, client, born);
  await executePlan(client, await planSettleLineage(client, { model, token: model }));
  await payShares(screen, people, model);
}

/** The custodian makes a model an asset on Ocean: its data NFT says what it is. */
export async function putOnOcean(screen: Screen, client: Client, born: NewModel): Promise<void> {
  const { model, description, endpoint } = born;
  const record = await getModel(client, model);
  const ddo = describeModel({
    chainId: client.chainId,
    model: record,
    lineage: await lineageOf(client, model),
    description,
    endpoint,
    author: "Posthuman demo",
    license: "Apache-2.0",
    created: new Date(),
  });
  await setModelMetadata(client, ddo);
  screen.say(`${record.name} is an asset on Ocean: ${ddo.id.slice(0, 23)}…`);
}

/** Pays its part of the birth supply to everybody who earned some, but those who were paid before. */
export async function payShares(
  screen: Screen,
  people: People,
  model: string,
  paid: readonly string[] = [],
): Promise<void> {
  const { client } = people.Alice;
  const { name } = await getModel(client, model);
  const recipients = new Set((await sharesOf(client, model)).map(({ recipient }) => recipient));
  for (const account of recipients) {
    if (paid.includes(account)) continue;
    const { result } = await executePlan(client, await planClaim(client, { account, tokens: [model] }));
    for (const { amount } of result) sayShare(screen, nameOf(people, account), amount, name);
  }
}

/** Says how many datatokens of a new model somebody gets. */
export function sayShare(screen: Screen, recipient: string, amount: bigint, name: string): void {
  screen.say(`${recipient} gets ${formatAmount(amount)} ${name}`);
}

/** Shares what the models earned since their births, datatokens that jobs spent, and pays everybody out. */
export async function payOut(people: People, models: readonly { address: string }[]): Promise<void> {
  const { client } = people.Alice;
  const tokens = models.map(({ address }) => address);
  for (const token of tokens) await executeIfAny(client, planSettleLineage(client, { model: token, token }));
  for (const { address: account } of Object.values(people))
    await executeIfAny(client, planClaim(client, { account, tokens }));
}

/** Carries a plan out, unless there is nothing to move. */
async function executeIfAny(client: Client, planning: Promise<Plan<unknown, unknown>>): Promise<void> {
  const plan = await planning.catch((error: unknown) => {
    if (!PosthumanError.is(error, "NOTHING_TO_MOVE")) throw error;
  });
  if (plan !== undefined) await executePlan(client, plan);
}
