import {
  claimFor,
  describeModel,
  formatAmount,
  getModel,
  lineageOf,
  setModelMetadata,
  settleLineage,
  sharesOf,
} from "@posthuman/sdk";
import type { Screen } from "./createScreen.ts";
import { nameOf, type People } from "./people.ts";

/** A model that was just born, and what is known of it. */
export interface NewModel {
  readonly model: string;
  readonly description: string;
  /** Base URL of the keeper's worker. */
  readonly endpoint: string;
}

/**
 * What follows a birth: the custodian puts the description on chain, anyone settles the birth supply up the lineage,
 * and everybody who earned some of it claims.
 */
export async function shareBirth(screen: Screen, people: People, born: NewModel): Promise<void> {
  const { model, description, endpoint } = born;
  const { client } = people.Alice;
  const record = await getModel(client, model);
  const ddo = describeModel({
    ...{
      chainId: client.chainId,
      model: record,
      lineage: await lineageOf(client, model),
      description,
      endpoint,
    },
    ...{ author: "Posthuman demo", license: "Apache-2.0", created: new Date() },
  });
  await setModelMetadata(client, ddo);
  screen.say(`${record.name} is an asset on Ocean: ${ddo.id.slice(0, 23)}…`);
  await settleLineage(client, { model, token: model });
  for (const recipient of new Set((await sharesOf(client, model)).map((share) => share.recipient))) {
    const { result: amount } = await claimFor(client, { account: recipient, token: model });
    screen.say(`${nameOf(people, recipient)} gets ${formatAmount(amount)} ${record.name}`);
  }
}
