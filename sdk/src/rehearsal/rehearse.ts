import { id, type BaseContract } from "ethers";
import { signingAccount, type Client, type Contracts } from "../client/Client.ts";
import { rehearsalProvider, RehearsalSigner } from "./rehearsalSigner.ts";
import { RehearsalEnd, Stage, type SimulatedLog } from "./stage.ts";

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

/** A transaction that a call would send, as it was tried. */
export interface RehearsedTransaction {
  readonly to: string;
  readonly data: string;
  /** What it took when it was tried; where a node cannot try several in a row, the estimate of the first. */
  readonly gas: bigint;
}

/** How many tokens an account would gain or lose. */
export interface Move {
  readonly token: string;
  /** In the token's smallest unit; below zero for what is given away. */
  readonly amount: bigint;
}

/** What a call would do, if it were made now. */
export interface Rehearsal<T> {
  /** In the order in which they would be sent. */
  readonly transactions: readonly RehearsedTransaction[];
  /** The net effect on the account's tokens. */
  readonly moves: readonly Move[];
  /**
   * Whether all of it was rehearsed. A node that cannot try several transactions in a row (`eth_simulateV1`) knows only
   * the first one, and no move.
   */
  readonly complete: boolean;
  /** What the call would return; absent if not all of it was rehearsed. */
  readonly result?: T;
}

const TRANSFER = id("Transfer(address,address,uint256)");

/** An account's net gains and losses of ERC-20 tokens, by the tokens' own events; what comes out even is left out. */
function movesOf(account: string, logs: readonly SimulatedLog[]): Move[] {
  const sums = new Map<string, bigint>();
  for (const { address: token, topics, data } of logs) {
    // An NFT's transfer has the same signature, but its id is a topic.
    const [event, from, to] = topics;
    if (event !== TRANSFER || topics.length !== 3 || data.length !== 66) continue;
    const gained = isAccount(to, account) ? BigInt(data) : 0n;
    const lost = isAccount(from, account) ? BigInt(data) : 0n;
    sums.set(token, (sums.get(token) ?? 0n) + gained - lost);
  }
  return [...sums].map(([token, amount]) => ({ token, amount })).filter(({ amount }) => amount !== 0n);
}

function isAccount(topic: string | undefined, account: string): boolean {
  return topic?.slice(26).toLowerCase() === account.slice(2).toLowerCase();
}
