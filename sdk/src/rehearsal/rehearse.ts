import type { BaseContract } from "ethers";
import { signingAccount, type Client, type Contracts } from "../client/Client.ts";
import { movesOf } from "./movesOf.ts";
import type { Rehearsal } from "./Rehearsal.ts";
import { RehearsalEnd } from "./RehearsalEnd.ts";
import { rehearsalProvider } from "./rehearsalProvider.ts";
import { RehearsalSigner } from "./RehearsalSigner.ts";
import { Stage } from "./Stage.ts";

/**
 * Finds out what functions of the SDK would do, without sending anything: which transactions, for how much gas, and
 * what the account would gain and lose. Messages such as permits are signed, but stay unused.
 *
 * @param act Calls the functions with the client that it is given.
 * @throws PosthumanError whatever the functions throw: what a contract would refuse in the second transaction is known
 * before the first one is sent.
 *
 * @example
 * const { transactions, moves } = await rehearse(client, (stage) => pay(stage, { model, token, amount }));
 */
export async function rehearse<T>(
  client: Client,
  act: (client: Client) => Promise<T>,
): Promise<Rehearsal<T>> {
  const { signer, account } = signingAccount(client);
  const stage = new Stage(client.provider, account);
  const provider = rehearsalProvider(client.provider, stage);
  const staged = new RehearsalSigner(signer, provider, stage);
  const all = Object.entries(client.contracts) as [string, BaseContract][];
  const contracts = Object.fromEntries(
    all.map(([name, contract]) => [name, contract.connect(staged)]),
  ) as unknown as Contracts;
  try {
    const result = await act({ ...client, provider, signer: staged, contracts, onSent: undefined });
    return {
      transactions: stage.transactions,
      moves: movesOf(account, stage.logs.flat()),
      complete: true,
      result,
    };
  } catch (error) {
    if (!RehearsalEnd.isIn(error)) throw error;
    return { transactions: stage.transactions, moves: [], complete: false };
  }
}
